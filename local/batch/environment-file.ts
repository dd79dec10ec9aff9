/** Variables of a container, as its engine reads them from a file. */

/**
 * Lines as `--env-file` wants them: nothing is quoted, so a line break cannot be written.
 *
 * @throws Error that names a variable with one.
 */
export function environmentFile(environment: Record<string, string>): string {
  return Object.entries(environment)
    .map(([name, value]) => {
      if (/[\r\n]/.test(value)) throw new Error(`The environment variable ${name} has a line break.`);
      return `${name}=${value}\n`;
    })
    .join('');
}
