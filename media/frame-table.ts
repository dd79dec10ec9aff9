/** The frame table: when each frame is shown and where decoding can begin, by demuxing alone. */
import { createInterface } from 'node:readline';
import { type FfmpegPrograms, spawnFfprobe } from './ffmpeg.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** Frames of a video in order of presentation. Packets that the container says to discard are left out. */
export interface FrameTable {
  /** Presentation time of each frame in ticks of the stream's time base, ascending. */
  pts: Float64Array;
  /** Indices of the frames at which decoding can begin, ascending. */
  keyframes: number[];
  /** Whether every packet had a time, so that an index can be told by a time. */
  complete: boolean;
}

/** Reads the frame table of a file's first video stream. Packets without a time are left out. */
export async function readFrameTable(file: string, programs?: FfmpegPrograms): Promise<FrameTable> {
  const child = spawnFfprobe(
    [
      '-v',
      'error',
      ...UNTRUSTED_INPUT,
      '-select_streams',
      'v:0',
      '-show_entries',
      'packet=pts,flags',
      '-of',
      'csv=p=0',
      inputName(file),
    ],
    programs,
  );
  child.stderr.resume();
  const packets: { pts: number; key: boolean }[] = [];
  let complete = true;
  for await (const line of createInterface({ input: child.stdout })) {
    const [pts, flags = ''] = line.split(',');
    if (flags.includes('D')) continue;
    if (pts !== undefined && /^-?\d+$/.test(pts))
      packets.push({ pts: Number(pts), key: flags.includes('K') });
    else complete = false;
  }
  return toTable(packets, complete);
}

function toTable(packets: { pts: number; key: boolean }[], complete: boolean): FrameTable {
  packets.sort((a, b) => a.pts - b.pts);
  return {
    pts: Float64Array.from(packets, ({ pts }) => pts),
    keyframes: packets.flatMap(({ key }, index) => (key ? [index] : [])),
    complete,
  };
}
