/** Exit codes of the command `posefleet`, each with its line of the help text. */

/** Exit codes. Scripts may rely on them. */
export const CLI_EXIT = {
  ok: 0,
  taskFailed: 1,
  usage: 2,
  unreachable: 3,
  refused: 4,
  local: 5,
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type CliExit = (typeof CLI_EXIT)[keyof typeof CLI_EXIT];

const MEANINGS: readonly (readonly [CliExit, string])[] = [
  [CLI_EXIT.ok, 'done'],
  [CLI_EXIT.taskFailed, 'a task failed, was cancelled, or has no results or no log yet'],
  [CLI_EXIT.usage, 'wrong usage: an unknown option, a file that does not exist'],
  [CLI_EXIT.unreachable, 'the service cannot be reached'],
  [CLI_EXIT.refused, 'the service, or AWS, refused a request; the message says why'],
  [CLI_EXIT.local, 'something failed on this machine, such as a full disk'],
  [CLI_EXIT.interrupted, 'interrupted (Ctrl-C)'],
];

/** Which code counts when several things went wrong: the one that stands first. */
const PRECEDENCE: readonly CliExit[] = [130, 3, 4, 5, 2, 1, 0];

/** The code that a command ends with when its parts ended with these. */
export function worstExit(codes: readonly CliExit[]): CliExit {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? CLI_EXIT.ok;
}

/** The paragraph of the help text. */
export function exitCodesHelp(): string {
  const lines = MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  return ['Exit codes:', ...lines].join('\n');
}
