/** Runs ffprobe and gives what it prints, line by line. */
import { createInterface } from 'node:readline';
import { type FfmpegPrograms, spawnFfprobe } from './ffmpeg.ts';
import { FROM_OUTSIDE, ToldNothing } from './told-nothing.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** How ffprobe is run. */
export interface ProbeOptions {
  programs?: FfmpegPrograms | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * What ffprobe says of a file. A file that it cannot read, or that it crashes on, gives no lines, or fewer.
 *
 * @param args what to show and how. @throws the signal's reason when it is aborted, ToldNothing when ffprobe could not
 * be started or was ended from outside.
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
    if (end !== null) throw new ToldNothing(`ffprobe ended with ${end} and said nothing final of the file.`);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
