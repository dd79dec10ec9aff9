/** Runs the command line of a container engine. */
import { execFile } from 'node:child_process';

/** What a command printed, and how it ended. */
export interface ToolResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Bytes that a command may print; more would be a mistake. */
const MOST_OUTPUT = 64 * 2 ** 20;

/** Runs a command to its end. @throws Error when there is no such program. */
export function runTool([file = '', ...args]: readonly string[], input = ''): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'string') reject(error);
      else resolve({ exitCode: code ?? 1, stdout, stderr });
    });
    // A program that does not read its input may be gone before it is written.
    child.stdin?.on('error', () => {}).end(input);
  });
}

/** Whether a command is there and ends well. */
export async function works(command: readonly string[]): Promise<boolean> {
  try {
    return (await runTool(command)).exitCode === 0;
  } catch {
    return false;
  }
}

/** What a command prints, without the line's end. @throws Error with what it said when it fails. */
export async function outputOf(command: readonly string[], input = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await runTool(command, input);
  if (exitCode === 0) return stdout.trimEnd();
  throw new Error(`${command.slice(0, 3).join(' ')} … ended with ${exitCode}: ${lastLines(stderr)}`);
}

/** The last lines of what a program said, which is where the reason stands. */
export function lastLines(text: string, lines = 5): string {
  return text.trim().split('\n').slice(-lines).join('\n');
}
