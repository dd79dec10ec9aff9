/** What the pipeline is given, and what comes of it. */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';
import type { Smoothing } from '../../core/task-options.ts';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import type { DecodeReport, DecodeRequest } from '../../media/frame-decoder.ts';
import type { Decoding } from '../../media/hardware-decoding.ts';
import type { SegmentFormat } from '../../media/segment-encoder.ts';
import type { BoxesByFrame } from '../boxes/read-boxes.ts';
import type { FrameMemory } from '../frames/frame-memory.ts';
import type { PooledFrame } from '../frames/frame-pool.ts';
import type { InferencePool } from '../inference/inference-pool.ts';
import type { FinishedChunk } from './finished-chunk.ts';

/** What to do with a video. */
export interface VideoJob extends Omit<DecodeRequest<PooledFrame>, 'acquire' | 'release'> {
  /** Frames in a window. */
  detectEvery: number;
  /** Name of the model's keypoint set. */
  keypointSet: KeypointSetName;
  /** Threads that estimate the poses; they are not stopped here. */
  inference: InferencePool;
  /** The caller's boxes, in place of a detector. */
  boxes?: BoxesByFrame;
  /** How keypoints are smoothed along each track. */
  smoothing: Smoothing;
  /** How the drawn video is made; undefined when nothing is drawn. */
  drawing?: { format: SegmentFormat; keypointThreshold: number };
  /** Number of frames that are held at once; see `poolSize`. */
  frames: number;
  /** What the memory of frames is taken from. @default memory of its own */
  memory?: FrameMemory;
  /** Folder for the chunks' files. */
  folder: string;
  /** Source frames in a chunk, a multiple of `detectEvery`. */
  chunkFrames: number;
  /**
   * Chunks that were finished before, in order from the first on. `start` lies behind the last of them, or earlier: their
   * frames are then decoded and dropped. Of those without a segment, where one is drawn, the predictions must be at hand.
   */
  finished: readonly FinishedChunk[];
  /** Told at the beginning how many frames need nothing more. */
  onBegin(framesBefore: number): void;
  /** Told after each frame how many are done, with those that were finished before. */
  onFrame(done: number): void;
  /** Told of each finished chunk but the last; the pipeline waits for the answer. */
  onChunk(chunk: FinishedChunk): Promise<void>;
  signal: AbortSignal;
  programs: FfmpegPrograms;
}

/** What came of it, the chunks that were finished before included. */
export interface ProcessedVideo {
  chunks: FinishedChunk[];
  /** Frames that were selected, estimated and written. */
  frames: number;
  /** Those of them that were finished before, and their chunks. */
  framesBefore: number;
  chunksBefore: number;
  /** People found, added up over the frames. */
  instances: number;
  /** Different people among them, as far as they could be followed. */
  tracks: number;
  decode: DecodeReport;
  /** What decoded. */
  decoding: Decoding;
  pace: Pace;
}

/** How fast it went, without what was finished before. */
export interface Pace {
  /** Seconds from the decoder's start to the last frame written. */
  seconds: number;
  /** Milliseconds a decoded frame for which all else waited for the decoder; null when nothing was decoded. */
  decodeMs: number | null;
  /** Milliseconds for which a thread worked on a frame; null when there was none. */
  inferenceMs: number | null;
}
