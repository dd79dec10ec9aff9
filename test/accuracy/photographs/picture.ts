/** Reads a photograph as the worker reads a frame: through ffmpeg, into I420 that threads share. */
import { colourMatrix } from '../../../gpu-worker/frames/colour.ts';
import { i420Bytes, type PictureFormat } from '../../../gpu-worker/frames/i420.ts';
import { ffprobeLines } from '../../../media/ffprobe-lines.ts';
import { decodeFrames, evenSize } from '../../../media/frame-decoder.ts';
import { type Probed, toVideoProbe } from '../../../media/probed-stream.ts';
import type { VideoProbe } from '../../../media/video-probe.ts';
import { AccuracyError } from '../coco-eval/accuracy-error.ts';

/** A photograph in memory. */
export interface Picture {
  memory: SharedArrayBuffer;
  /** Sides are even: odd ones have grown by a pixel at the right or at the bottom, so labels stay true. */
  format: PictureFormat;
}

const DESCRIPTION = ['-show_streams', '-show_format', '-of', 'json'];
const WHOLE = { stride: 1, start: 0, end: Number.POSITIVE_INFINITY };

/**
 * Reads a photograph.
 *
 * @param size what the labels say of it, in pixels.
 * @throws AccuracyError when it cannot be read, or has another size
 */
export async function readPicture(file: string, size: { width: number; height: number }): Promise<Picture> {
  const probe = await probePicture(file);
  if (probe.width !== size.width || probe.height !== size.height) {
    const found = `${probe.width}×${probe.height}`;
    throw new AccuracyError(`${file} is ${found} pixels; the labels say ${size.width}×${size.height}.`);
  }
  const even = evenSize(probe);
  const memory = new SharedArrayBuffer(i420Bytes(even.width, even.height));
  await decodeInto(memory, file, probe);
  return { memory, format: { ...even, matrix: colourMatrix(probe.colour.space) } };
}

async function probePicture(file: string): Promise<VideoProbe> {
  let text = '';
  for await (const line of ffprobeLines(file, DESCRIPTION)) text += line;
  const { streams = [], format = {} }: Probed = text === '' ? {} : JSON.parse(text);
  const picture = streams.find(({ width = 0, height = 0 }) => width > 0 && height > 0);
  if (picture === undefined) throw new AccuracyError(`${file} is no picture that ffmpeg can read.`);
  return toVideoProbe(picture, undefined, format);
}

async function decodeInto(memory: SharedArrayBuffer, file: string, probe: VideoProbe): Promise<void> {
  const buffer = { bytes: Buffer.from(memory) };
  const decoder = await decodeFrames({
    ...{ file, probe, ...evenSize(probe), selection: WHOLE },
    acquire: async () => buffer,
    release: () => {},
  });
  let frames = 0;
  for await (const _ of decoder.frames) frames += 1;
  const { complaints } = await decoder.report;
  if (frames === 1) return;
  throw new AccuracyError(`${file} holds ${frames} pictures in place of one. ${complaints.join(' ')}`.trim());
}
