/** What must be known of a frame for decoding to be taken up after it, in another process. */
import type { Complaints } from './frame-decoder.ts';

/**
 * How frames get their index: by counting all that come out of the decoder, or, where decoding began at a range, by
 * looking their time up in the frame table. In a damaged file the two may differ.
 */
export type Indexing = 'count' | 'table';

/** Where a frame stands among the decoded ones. Plain JSON. */
export interface FramePlace {
  /** Index in the source, from 0. */
  index: number;
  /** Ticks of its time in the container, by which it is found again. */
  pts: number;
  /** Seconds, as in `DecodedFrame.time`. */
  time: number;
  /** Frames decoded up to it, itself included. */
  decoded: number;
  /** The same since ffmpeg's filters last began anew. */
  counted: number;
}

/** A frame after which decoding can be taken up, and what ffmpeg had complained of by then. Plain JSON. */
export type FrameMark = FramePlace & Complaints;
