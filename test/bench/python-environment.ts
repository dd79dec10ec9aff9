/** A virtual environment of Python with what the bench compares with. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FOLDER = join(import.meta.dirname, 'peers');

/** A Python that finds the packages. */
export interface PythonEnvironment extends AsyncDisposable {
  python: string;
  /** Path of a script of the folder `peers`. */
  script(name: string): string;
}

/**
 * Makes an environment in a temporary folder, from the package index that pip is set to; it is removed in the end.
 *
 * @param kept folder of an environment that is used when it is there, and stays
 * @throws Error when there is no Python 3, or a package has no release for it
 */
export async function pythonEnvironment(kept?: string): Promise<PythonEnvironment> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'posefleet-peers-')));
  const python = join(folder, 'bin', 'python');
  const remove = () =>
    kept === undefined ? rm(folder, { recursive: true, force: true }) : Promise.resolve();
  try {
    if (!existsSync(python)) await install(folder, python);
  } catch (error) {
    await remove();
    const { stderr = '', message } = error as Error & { stderr?: string };
    const reason = stderr.trim().split('\n').at(-1) || message;
    throw new Error(`Python 3 with rtmlib and MediaPipe could not be set up: ${reason}`, { cause: error });
  }
  return { python, script: (name) => join(FOLDER, name), [Symbol.asyncDispose]: remove };
}

async function install(folder: string, python: string): Promise<void> {
  await run('python3', ['-m', 'venv', folder]);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await run(python, ['-m', 'pip', 'install', ...quiet, '-r', join(FOLDER, 'requirements.txt')]);
}
