/** The frames of a video, one after the other, decoded as the worker decodes them. */
import { colourMatrix } from '../../gpu-worker/frames/colour.ts';
import { FramePool, type PooledFrame } from '../../gpu-worker/frames/frame-pool.ts';
import { i420Bytes, type PictureFormat } from '../../gpu-worker/frames/i420.ts';
import { decodeFrames, evenSize } from '../../media/frame-decoder.ts';
import { ALL_FRAMES } from '../../media/frame-selection.ts';
import { probeVideo } from '../../media/probe.ts';

/** Frames that are held at once: as many as are decoded while one is looked at. */
const FRAMES = 4;

/** A frame, whose bytes are another's when the next one is asked for. */
export interface VideoFrame {
  bytes: Buffer;
  shared: SharedArrayBuffer;
  format: PictureFormat;
}

/** Decodes a video. @param stride only every so many frames. @throws Error when ffmpeg fails. */
export async function* framesOf(file: string, stride = 1): AsyncGenerator<VideoFrame> {
  const probe = await probeVideo(file);
  const size = evenSize(probe);
  const format = { ...size, matrix: colourMatrix(probe.colour.space) };
  const { acquire, release } = new FramePool(FRAMES, i420Bytes(size.width, size.height));
  const selection = { ...ALL_FRAMES, stride };
  const decoder = await decodeFrames<PooledFrame>({ file, probe, ...size, selection, acquire, release });
  for await (const { buffer } of decoder.frames) {
    yield { bytes: buffer.bytes, shared: buffer.shared, format };
    release(buffer);
  }
  const { end } = await decoder.report;
  if (!end.ok) throw new Error(`The video could not be decoded: ${end.message}`);
}
