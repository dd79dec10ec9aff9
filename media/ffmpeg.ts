/**
 * The one place that knows of ffmpeg and ffprobe: where the programs are, and how a command is begun.
 * Everything else in the project asks here. See docs/decisions/0003-fluent-ffmpeg.md.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import ffmpeg from 'fluent-ffmpeg';
import { ToldNothing, wasKilled, wasNotStarted } from './told-nothing.ts';

/** A command under construction, as fluent-ffmpeg builds it. */
export type FfmpegCommand = ffmpeg.FfmpegCommand;

/** Absolute paths of the two programs that are used. */
export interface FfmpegPrograms {
  ffmpeg: string;
  ffprobe: string;
}

const require = createRequire(import.meta.url);

/**
 * npm's ffprobe is linked statically and crashes when it loads this machine's character set modules, which it
 * does for the service names in MPEG-TS; without them it keeps the names as they are.
 */
const PROBE_ENVIRONMENT = { ...process.env, GCONV_PATH: '/nonexistent' };

/**
 * Finds ffmpeg and ffprobe: `FFMPEG_PATH` and `FFPROBE_PATH`, then the PATH, then the ones from npm.
 *
 * @throws Error when a program named by the environment is not an executable file, or when none is found.
 */
export function findFfmpegPrograms(environment: NodeJS.ProcessEnv = process.env): FfmpegPrograms {
  return {
    ffmpeg: findProgram('ffmpeg', environment.FFMPEG_PATH, environment.PATH, '@ffmpeg-installer/ffmpeg'),
    ffprobe: findProgram('ffprobe', environment.FFPROBE_PATH, environment.PATH, '@ffprobe-installer/ffprobe'),
  };
}

/** The programs that the npm packages bring, whatever else this machine has. */
export function npmFfmpegPrograms(): FfmpegPrograms {
  return findFfmpegPrograms({});
}

/**
 * Begins a command on the ffmpeg at hand. Formats and codecs are named in its options, not by fluent-ffmpeg's
 * own methods: those look them up in lists that they cannot read of every version of ffmpeg.
 */
export function ffmpegCommand(programs: FfmpegPrograms = findFfmpegPrograms()): FfmpegCommand {
  return ffmpeg({ logger: undefined }).setFfmpegPath(programs.ffmpeg).setFfprobePath(programs.ffprobe);
}

/**
 * Has fluent-ffmpeg ask ffmpeg now for what it would ask before the first command, so that the first command
 * need not wait.
 */
export function warmUpFfmpeg(programs: FfmpegPrograms): void {
  ffmpegCommand(programs).availableFormats(() => {});
  ffmpegCommand(programs).availableEncoders(() => {});
}

/**
 * Runs a command that writes files.
 *
 * @throws ToldNothing when ffmpeg could not be started or was ended from outside, as by the signal; otherwise Error with
 * its last lines.
 */
export async function runFfmpeg(command: FfmpegCommand, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => command.kill('SIGKILL');
    const settle = (finish: () => void) => {
      signal?.removeEventListener('abort', abort);
      finish();
    };
    signal?.addEventListener('abort', abort, { once: true });
    command
      // There is nothing to kill before the process exists.
      .on('start', () => signal?.aborted && abort())
      .on('end', () => settle(resolve))
      .on('error', (error, _stdout, stderr) => settle(() => reject(withLastLines(error, stderr))))
      .run();
  });
}

/** Starts ffprobe with these arguments; its standard output and error are pipes, its input is closed. */
export function spawnFfprobe(
  args: readonly string[],
  programs: FfmpegPrograms = findFfmpegPrograms(),
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const child = spawn(programs.ffprobe, args, { stdio: ['ignore', 'pipe', 'pipe'], env: PROBE_ENVIRONMENT });
  return child as ReturnType<typeof spawnFfprobe>;
}

/** An error that carries what ffmpeg said last, which is where the reason stands. */
function withLastLines(error: Error, stderr: string | null | undefined): Error {
  const lines = (stderr ?? '').trim().split('\n').slice(-5).join('\n');
  const Kind = wasKilled(error) || wasNotStarted(error) ? ToldNothing : Error;
  return new Kind(lines === '' ? error.message : `${error.message}\n${lines}`, { cause: error });
}

function findProgram(
  name: string,
  named: string | undefined,
  path: string | undefined,
  npmPackage: string,
): string {
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`${name.toUpperCase()}_PATH names ${named}, which is not an executable file.`);
  }
  const onPath = (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
  return onPath ?? (require(npmPackage) as { path: string }).path;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
