/** The command as a process, as a person or a script starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Compiled code that the calls share: each would else spend most of its time on stripping types. */
const COMPILE_CACHE = join(tmpdir(), 'posefleet-test-compile-cache');
const ENTRY = fileURLToPath(new URL('../posefleet.ts', import.meta.url));

/** How a call ended. */
export interface CliRun {
  exit: number | null;
  out: string;
  err: string;
}

/** A folder to call the command in, with a state folder of its own. */
export class CliFolder {
  readonly path: string;
  readonly url: string;
  /** Further variables of each call. */
  environment: Record<string, string | undefined> = {};

  constructor(path: string, url: string) {
    this.path = path;
    this.url = url;
  }

  /** Calls `posefleet` with these words. */
  async run(...words: string[]): Promise<CliRun> {
    return this.start(...words).ended;
  }

  /** Starts `posefleet` and leaves it running. */
  start(...words: string[]) {
    const child = spawn(process.execPath, [ENTRY, ...words], {
      cwd: this.path,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        POSEFLEET_URL: this.url,
        POSEFLEET_TOKEN: '',
        XDG_STATE_HOME: join(this.path, '.state'),
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
      ([[exit], out, err]): CliRun => ({ exit, out, err }),
    );
    return { child, ended };
  }
}

/** A temporary folder for one test. Remove it with `rm`. */
export async function cliFolder(url: string): Promise<CliFolder & AsyncDisposable> {
  const folder = new CliFolder(await mkdtemp(join(tmpdir(), 'posefleet cli ')), url);
  return Object.assign(folder, {
    [Symbol.asyncDispose]: () => rm(folder.path, { recursive: true, force: true }),
  });
}
