/** Sends a video through decoder, encoder and join as the worker does, without a model in between. */
import { join } from 'node:path';
import { FramePool } from '../../gpu-worker/frames/frame-pool.ts';
import { decodeStart } from '../../media/decode-start.ts';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import { type DecodeReport, decodeFrames, evenSize } from '../../media/frame-decoder.ts';
import { ALL_FRAMES, type FrameSelection } from '../../media/frame-selection.ts';
import { readFrameTable } from '../../media/frame-table.ts';
import { joinVideo, type Segment } from '../../media/join-video.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import { encodeSegment } from '../../media/segment-encoder.ts';
import { extractSound } from '../../media/sound.ts';

/** What was written, and what was seen on the way. */
export interface Rewritten {
  file: string;
  probe: VideoProbe;
  report: DecodeReport;
  indices: number[];
  times: number[];
  /** Pixels of the first frame, I420. */
  first: Buffer | undefined;
  width: number;
  height: number;
}

/** Rewrites a video in segments of a few frames. */
export async function rewriteVideo(
  source: string,
  folder: string,
  {
    programs,
    selection = ALL_FRAMES,
    segmentFrames = 20,
  }: { programs: FfmpegPrograms; selection?: FrameSelection; segmentFrames?: number },
): Promise<Rewritten> {
  const probe = await probeVideo(source, { programs });
  const size = evenSize(probe);
  const format = {
    ...size,
    frameRate: probe.frameRate,
    pixelAspect: probe.pixelAspect,
    colour: probe.colour,
  };
  const start = decodeStart(await readFrameTable(source, { programs }), probe, selection);
  const pool = new FramePool(4, (size.width * size.height * 3) / 2);
  const decoder = await decodeFrames({
    file: source,
    probe,
    ...size,
    selection,
    ...(start === undefined ? {} : { start }),
    programs,
    acquire: pool.acquire,
    release: pool.release,
  });
  const segments: (Segment & { times: number[] })[] = [];
  const indices: number[] = [];
  let first: Buffer | undefined;
  let encoder: Awaited<ReturnType<typeof encodeSegment>> | undefined;
  for await (const frame of decoder.frames) {
    first ??= Buffer.from(frame.buffer.bytes);
    if (indices.length % segmentFrames === 0) {
      await encoder?.finish();
      const file = join(folder, `segment-${segments.length}.mp4`);
      segments.push({ file, times: [] });
      encoder = await encodeSegment(file, format, programs);
    }
    indices.push(frame.index);
    segments.at(-1)?.times.push(frame.time);
    await encoder?.write(frame.buffer.bytes);
    pool.release(frame.buffer);
  }
  await encoder?.finish();
  const report = await decoder.report;
  const file = join(folder, 'rewritten.mp4');
  const sound =
    probe.sound === null
      ? undefined
      : await extractSound(source, probe.sound, join(folder, 'sound.mp4'), { programs });
  const range = [selection.start, selection.end] as const;
  await joinVideo({
    segments,
    format,
    ...(sound === undefined ? {} : { sound }),
    origin: probe.origin,
    range,
    file,
  });
  return { file, probe, report, indices, times: segments.flatMap(({ times }) => times), first, ...size };
}
