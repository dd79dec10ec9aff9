/** A chunk that is done. */
import type { FrameMark, Indexing } from '../../media/frame-mark.ts';
import type { OrderedPassState } from '../tracks/ordered-pass.ts';

/** What is to be known of a finished chunk beside its files. Plain JSON. */
export interface ChunkFacts {
  /** Place among the video's chunks that hold frames, from 0. */
  ordinal: number;
  /** Place among all: its source indices begin at so many times the length of a chunk. */
  number: number;
  /** Times of its frames in seconds. */
  times: readonly number[];
  /** People found, added up over its frames. */
  instances: number;
  /** Index of its last frame in the source. */
  lastIndex: number;
  /** Where decoding can be taken up behind it; null where the frame's time does not tell it from others. */
  mark: FrameMark | null;
  /** How its frames got their indices. */
  indexing: Indexing;
  /** What the ordered pass knew after its last frame. */
  people: OrderedPassState;
}

/** A finished chunk with its files. */
export interface FinishedChunk extends ChunkFacts {
  /** File of predictions: a line a frame, without brackets and commas between. */
  predictions: string;
  /** File with its segment of the drawn video; absent when nothing is drawn, or when it must be drawn again. */
  segment?: string;
}
