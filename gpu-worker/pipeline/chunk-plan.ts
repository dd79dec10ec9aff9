/** Chunks: the unit of memory, of resuming, and of spreading a video over machines. */
import type { Rational } from '../../media/probe.ts';

/** Length of a chunk at most, in seconds. */
const CHUNK_SECONDS = 10;

/**
 * Number of source frames in a chunk: a multiple of the window, so that a chunk begins where a window begins.
 *
 * @param detectEvery frames in a window.
 */
export function chunkFrames(frameRate: Rational, detectEvery: number): number {
  const wanted = Math.floor((CHUNK_SECONDS * frameRate.num) / frameRate.den);
  return Math.max(1, Math.floor(wanted / detectEvery)) * detectEvery;
}
