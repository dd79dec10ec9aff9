/** The frame table: when each frame is shown and where decoding can begin, by demuxing alone. */
import { ffprobeLines, type ProbeOptions } from './ffprobe-lines.ts';

/** Frames of a video in order of presentation. Packets that the container says to discard are left out. */
export interface FrameTable {
  /** Presentation times in ticks of the stream's time base, ascending; of packets that have one. */
  pts: Float64Array;
  /** Indices of the frames at which decoding can begin, ascending. */
  keyframes: Uint32Array;
  /** Number of packets, with a time or without: the number of frames that is expected. */
  frames: number;
  /** Whether every packet had a time, so that an index can be told by a time. */
  complete: boolean;
  /** Whether the container's clock never falls back, so that a time means one place in the file. */
  steady: boolean;
}

/** What is shown of each packet; `V` passes over the picture of a cover, as `probeVideo` does. */
const PACKETS = ['-select_streams', 'V:0', '-show_entries', 'packet=pts,dts,flags', '-of', 'csv=p=0'];

/** Reads the frame table of a file's first video stream. @throws as `ffprobeLines` does. */
export async function readFrameTable(file: string, options: ProbeOptions = {}): Promise<FrameTable> {
  // One number a packet, since a long video has millions: twice the ticks, plus one for a keyframe.
  const marked: number[] = [];
  let frames = 0;
  let steady = true;
  let lastDts = Number.NEGATIVE_INFINITY;
  for await (const line of ffprobeLines(file, PACKETS, options)) {
    const [pts = '', dts = '', flags = ''] = line.split(',');
    if (flags === '' || flags.includes('D')) continue;
    frames += 1;
    // Packets without one are `N/A`, which compares as false.
    if (Number(dts) < lastDts) steady = false;
    if (Number(dts) >= lastDts) lastDts = Number(dts);
    if (/^-?\d+$/.test(pts)) marked.push(Number(pts) * 2 + Number(flags.includes('K')));
  }
  return { ...toTable(Float64Array.from(marked).sort()), frames, complete: marked.length === frames, steady };
}

function toTable(marked: Float64Array): Pick<FrameTable, 'pts' | 'keyframes'> {
  const keyframes: number[] = [];
  marked.forEach((mark, index) => {
    if (mark % 2 !== 0) keyframes.push(index);
  });
  return { pts: marked.map((mark) => Math.floor(mark / 2)), keyframes: Uint32Array.from(keyframes) };
}
