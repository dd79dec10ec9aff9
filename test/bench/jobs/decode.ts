/** Decodes a video with the worker's ffmpeg command into a reader that discards. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { i420Bytes } from '../../../gpu-worker/frames/i420.ts';
import { decodeCommand } from '../../../media/decode-command.ts';
import { findFfmpegPrograms } from '../../../media/ffmpeg.ts';
import { evenSize } from '../../../media/frame-decoder.ts';
import { ALL_FRAMES } from '../../../media/frame-selection.ts';
import { probeVideo } from '../../../media/probe.ts';
import { type Effort, measure } from '../cpu-time.ts';
import { argumentsOf } from '../ffmpeg-arguments.ts';
import { answerJob } from './job.ts';

/** What to decode. */
export interface DecodeJob {
  file: string;
  /** Frames that must come. */
  frames: number;
}

const run = promisify(execFile);
/** `wc` is a lean reader, and tells that all has come; ffmpeg's messages are not read. */
const INTO_WC = '"$@" 2>/dev/null | wc -c';

await answerJob<DecodeJob, Effort>(async ({ file, frames }) => {
  const probe = await probeVideo(file);
  const size = evenSize(probe);
  const args = await decodeArguments(file, probe, size);
  const bytes = frames * i420Bytes(size.width, size.height);
  return measure(() => discard(args, bytes));
});

async function decodeArguments(
  file: string,
  probe: Awaited<ReturnType<typeof probeVideo>>,
  size: ReturnType<typeof evenSize>,
): Promise<string[]> {
  const unused = () => {
    throw new Error('No buffer is lent: the command alone is asked for.');
  };
  const request = { file, probe, ...size, selection: ALL_FRAMES, acquire: unused, release: unused };
  return argumentsOf(await decodeCommand(request));
}

async function discard(args: readonly string[], bytes: number): Promise<void> {
  const { stdout } = await run('sh', ['-c', INTO_WC, 'sh', findFfmpegPrograms().ffmpeg, ...args]);
  if (Number(stdout) !== bytes)
    throw new Error(`${bytes} bytes of frames were expected, not ${stdout.trim()}.`);
}
