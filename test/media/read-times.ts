/** Reads times of a file's frames and packets with ffprobe, to compare with what the service wrote. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpegPrograms } from '../../media/ffmpeg.ts';

const run = promisify(execFile);
/** See `media/ffmpeg.ts`. */
const env = { ...process.env, GCONV_PATH: '/nonexistent' };

async function probeColumn(file: string, args: readonly string[]): Promise<number[]> {
  const { stdout } = await run(
    findFfmpegPrograms().ffprobe,
    ['-v', 'error', ...args, '-of', 'csv=p=0', file],
    { maxBuffer: 1 << 28, env },
  );
  return stdout
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter(Number.isFinite);
}

/** Presentation times of the decoded frames, in seconds. */
export function frameTimes(file: string): Promise<number[]> {
  return probeColumn(file, ['-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time']);
}

/** Presentation times of the packets of the first sound, in seconds. */
export function soundTimes(file: string): Promise<number[]> {
  return probeColumn(file, ['-select_streams', 'a:0', '-show_entries', 'packet=pts_time']);
}

/** Descriptions of a file's streams, as ffprobe gives them. */
export async function streamsOf(file: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await run(findFfmpegPrograms().ffprobe, [
    '-v',
    'error',
    '-show_streams',
    '-of',
    'json',
    file,
  ]);
  return JSON.parse(stdout).streams;
}
