/** From a picture to the poses in it, whatever networks are behind it. */
import type { I420 } from '../frames/i420.ts';
import type { BoxHint, Instance } from '../instance.ts';

/** A frame's place in its window, and the caller's boxes where there are any. */
export interface FrameTask {
  /** Number of the window; frames of one window come in order. */
  window: number;
  hints?: readonly BoxHint[];
}

/** Estimates the poses of frames. Frames of one window follow each other; windows are independent. */
export interface PosePipeline {
  run(picture: I420, task: FrameTask): Promise<Instance[]>;
}
