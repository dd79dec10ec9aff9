/** Decodes a video with the worker's ffmpeg command into a reader that discards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
}

await answerJob<DecodeJob, Effort>(async ({ file }) => {
  const args = await decodeArguments(file);
  return measure(() => discard(args));
});

async function decodeArguments(file: string): Promise<string[]> {
  const probe = await probeVideo(file);
  const unused = () => {
    throw new Error('No buffer is lent: the command alone is asked for.');
  };
  const request = {
    file,
    probe,
    ...evenSize(probe),
    selection: ALL_FRAMES,
    acquire: unused,
    release: unused,
  };
  return argumentsOf(await decodeCommand(request));
}

async function discard(args: readonly string[]): Promise<void> {
  const child = spawn(findFfmpegPrograms().ffmpeg, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with exit code ${code}.`);
}
