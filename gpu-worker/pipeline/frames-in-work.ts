/** Frames on their way through the threads, in the order in which they were decoded. */
import { Readable } from 'node:stream';
import type { DecodedFrame, FrameDecoder } from '../../media/frame-decoder.ts';
import type { PooledFrame } from '../frames/frame-pool.ts';
import type { PictureFormat } from '../frames/i420.ts';
import { nameFrame } from '../inference/name-frame.ts';
import type { Instance } from '../instance.ts';
import type { EarlierWork } from './earlier-work.ts';
import type { VideoJob } from './video-job.ts';

/** A frame whose poses are being estimated, or are known. */
export interface FrameInWork {
  frame: DecodedFrame<PooledFrame>;
  /** Undefined where they are known from before. */
  poses: Promise<Instance[]> | undefined;
}

/** What frames meet. */
export interface Surroundings {
  job: VideoJob;
  format: PictureFormat;
  earlier: EarlierWork;
  /** Number of the first window: the threads may have seen other runs, whose windows are none of this one's. */
  firstWindow: number;
  release(buffer: PooledFrame): void;
}

/** Frames, and the end of handing them over. */
export interface FramesInWork {
  frames: AsyncIterable<FrameInWork>;
  /** Resolves when the decoder has given its last frame, in whatever way; the frames tell what went wrong. */
  handedOver: Promise<void>;
  /** The frames end with this reason. */
  stop(reason: Error): void;
}

/** Hands each frame to the threads as soon as it is decoded; estimation runs ahead as far as the pool has buffers. */
export function framesInWork(decoder: FrameDecoder<PooledFrame>, around: Surroundings): FramesInWork {
  const frames = new Readable({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER, read: () => {} });
  const handedOver = handOver(decoder, frames, around);
  return { frames, handedOver, stop: (reason) => void frames.destroy(reason) };
}

async function handOver(
  decoder: FrameDecoder<PooledFrame>,
  frames: Readable,
  around: Surroundings,
): Promise<void> {
  try {
    // The decoder has begun meanwhile. A model that cannot be opened is told as such, not of a frame.
    await around.job.inference.ready;
    for await (const frame of decoder.frames) {
      if (around.earlier.isDone(frame.index)) around.release(frame.buffer);
      else frames.push(begin(frame, around));
    }
    frames.push(null);
  } catch (error) {
    frames.destroy(error as Error);
  }
}

function begin(
  frame: DecodedFrame<PooledFrame>,
  { job, format, earlier, firstWindow }: Surroundings,
): FrameInWork {
  if (earlier.toDraw(frame.index) !== undefined) return { frame, poses: undefined };
  const { boxes, detectEvery, inference } = job;
  const window = firstWindow + Math.floor(frame.index / detectEvery);
  const task = boxes === undefined ? { window } : { window, hints: boxes(frame.index) };
  const poses = nameFrame(frame.index, inference.run(frame.buffer.shared, format, task));
  // A failure is told where the frame is awaited.
  poses.catch(() => {});
  return { frame, poses };
}
