/** The course of memory over a run, and what it comes down to. */
import type { ProcessMemory } from './process-tree.ts';

/** Memory at one moment. */
export interface MemorySample {
  /** Seconds since the first sample. */
  at: number;
  processes: readonly ProcessMemory[];
}

/** What a course comes down to, in megabytes. */
export interface MemoryPeaks {
  highest: MemorySample;
  /** Highest from 60 s to 120 s, and of the last 60 s; undefined when the run is too short to tell them apart. */
  minutes?: { second: number; last: number };
}

/** Seconds below which the second minute and the last are the same. */
const LEAST_SECONDS = 180;

/** Megabytes of all processes together. */
export function megabytesOf({ processes }: MemorySample): number {
  return processes.reduce((sum, { megabytes }) => sum + megabytes, 0);
}

/** The peaks of a course. @throws Error when there are no samples. */
export function peaksOf(samples: readonly MemorySample[]): MemoryPeaks {
  const end = samples.at(-1)?.at;
  if (end === undefined) throw new Error('No memory was measured: no worker was seen.');
  const highest = samples.reduce((top, next) => (megabytesOf(next) > megabytesOf(top) ? next : top));
  if (end < LEAST_SECONDS) return { highest };
  const within = (from: number, to: number) =>
    Math.max(...samples.filter(({ at }) => at >= from && at < to).map(megabytesOf));
  return { highest, minutes: { second: within(60, 120), last: within(end - 60, Number.POSITIVE_INFINITY) } };
}

/** A sample's parts in words, such as `node 300 + ffmpeg 150`. */
export function partsOf({ processes }: MemorySample): string {
  return processes.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`).join(' + ');
}
