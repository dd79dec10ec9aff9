/** The key under which the finished chunks of a task lie: a hash of all that they depend on. */
import { createHash } from 'node:crypto';
import type { TaskOptions } from '../../core/task-options.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import type { ObjectVersion } from '../task/object-download.ts';

/** Grows with every change by which a new worker would write something else into a chunk of the same input. */
const REVISION = 1;
/** Hexadecimal digits of a key. */
const DIGITS = 32;

/** What chunks depend on, but for the encoder of the drawn video: what was predicted outlives that. */
export interface ChunkDependencies {
  /** The video's bytes. */
  video: ObjectVersion;
  /** The boxes file's bytes, where the caller gave one. */
  boxes?: ObjectVersion;
  /** SHA-256 of the weights of each network, and how each is run. */
  networks: readonly { sha256: string; contract: unknown }[];
  options: TaskOptions;
  /** Source frames in a chunk. */
  chunkFrames: number;
  /** Where the networks run. */
  provider: string;
  /** Versions of what decodes and computes. */
  versions: Readonly<Record<string, string>>;
}

/** The key. Attempts and runs with equal dependencies have the same. */
export function chunkKey({ options, ...others }: ChunkDependencies): string {
  const all = { ...others, options: { ...OPTION_DEFAULTS, ...options }, revision: REVISION };
  return createHash('sha256').update(canonicalJson(all)).digest('hex').slice(0, DIGITS);
}

/** JSON that does not depend on the order of an object's fields. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
