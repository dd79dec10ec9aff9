/** Chunks: the unit of memory, of resuming, and of spreading a video over machines. */
import { ENV, envNumberOr } from '../../core/environment.ts';
import type { Rational } from '../../media/probe.ts';

/** Length of a chunk at most, in seconds. */
const CHUNK_SECONDS = 10;

/** Seconds of video in a chunk: `POSEFLEET_CHUNK_SECONDS`, at most and by default 10. */
export function chunkSeconds(): number {
  return Math.min(CHUNK_SECONDS, envNumberOr(ENV.chunkSeconds, CHUNK_SECONDS));
}

/**
 * Number of source frames in a chunk: a multiple of the window, so that a chunk begins where a window begins.
 *
 * @param detectEvery frames in a window.
 */
export function chunkFrames(frameRate: Rational, detectEvery: number): number {
  const wanted = Math.floor((chunkSeconds() * frameRate.num) / frameRate.den);
  return Math.max(1, Math.floor(wanted / detectEvery)) * detectEvery;
}
