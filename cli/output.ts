/** Where a command's words go: JSON alone on stdout with `--json`, everything for people otherwise. */
import type { Writable } from 'node:stream';
import type { CliError } from './cli-error.ts';
import { plain } from './text.ts';

/** The outputs of one command. */
export class Output {
  readonly json: boolean;
  readonly #out: Writable;
  readonly #err: Writable;

  constructor(json: boolean, out: Writable = process.stdout, err: Writable = process.stderr) {
    this.json = json;
    this.#out = out;
    this.#err = err;
  }

  /** The result: `value` with `--json`, else the text. */
  result(value: unknown, text: string): void {
    this.raw(this.json ? JSON.stringify(value) : text);
  }

  /** A line on stdout as it is. */
  raw(line: string): void {
    this.#out.write(`${line}\n`);
  }

  /** Text on stdout without a line break. */
  write(text: string): void {
    this.#out.write(text);
  }

  /** A line for a person: on stderr, so that stdout stays what programs read. */
  note(line: string): void {
    this.#err.write(`${line}\n`);
  }

  /** An error: for a person on stderr, and with `--json` also on stdout. */
  error(error: CliError): void {
    this.note(describeError(error));
    if (this.json) this.raw(JSON.stringify({ error: error.toJSON() }));
  }
}

/** An error in a line or a few, with its code where it comes from the service. */
export function describeError(error: CliError): string {
  const own = ['usage', 'local', 'interrupted', 'unreachable'].includes(error.code);
  const head = own ? `posefleet: ${error.message}` : `posefleet: ${error.message} (${error.code})`;
  const issues = (error.issues ?? []).map(({ field, message }) => `  ${field || 'body'}: ${message}`);
  return [head, ...issues].map(printable).join('\n');
}

/** Line breaks stay, since stacks of bugs have them. */
function printable(text: string): string {
  return text.split('\n').map(plain).join('\n');
}
