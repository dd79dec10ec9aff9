/** Runs ffprobe and gives what it prints, line by line. */
import { createInterface } from 'node:readline';
import { type FfmpegPrograms, spawnFfprobe } from './ffmpeg.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** How ffprobe is run. */
export interface ProbeOptions {
  programs?: FfmpegPrograms | undefined;
  signal?: AbortSignal | undefined;
}

/** Signals from outside, as of a person or of the kernel for want of memory; others are its own crashes on its input. */
const FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * What ffprobe says of a file. A file that it cannot read, or that it crashes on, gives no lines, or fewer.
 *
 * @param args what to show and how. @throws the signal's reason when it is aborted, Error when ffprobe could not be
 * started or was ended from outside: that says nothing of the file.
 */
export async function* ffprobeLines(
  file: string,
  args: readonly string[],
  { programs, signal }: ProbeOptions = {},
): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const child = spawnFfprobe(['-v', 'error', ...UNTRUSTED_INPUT, ...args, inputName(file)], programs);
  const ended = new Promise<NodeJS.Signals | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', (_code, killedBy) => resolve(FROM_OUTSIDE.includes(killedBy) ? killedBy : null));
  });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  child.stderr.resume();
  try {
    yield* createInterface({ input: child.stdout });
    const end = await ended;
    signal?.throwIfAborted();
    if (end !== null) throw new Error(`ffprobe ended with ${end} and said nothing final of the file.`);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
