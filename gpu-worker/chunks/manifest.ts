/** A finished chunk's description in S3. It is written last: a chunk that has one is there as a whole. */
import * as z from 'zod';
import type { ChunkFacts } from '../pipeline/finished-chunk.ts';
import type { OrderedPassState } from '../tracks/ordered-pass.ts';

const count = z.int().min(0);

const partSchema = z.object({
  /** Key in the results bucket, without the prefix of the task's chunks. */
  name: z.string().regex(/^\d+\/[\w.-]+$/),
  bytes: count,
  /** SHA-256 of the bytes, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** An object that belongs to a chunk. */
export type ChunkPart = z.infer<typeof partSchema>;

const markSchema = z.object({
  index: count,
  pts: z.number(),
  time: z.number(),
  decoded: count,
  counted: count,
  complaints: z.array(z.string()),
  complaintCount: count,
});

const manifestSchema = z.object({
  ordinal: count,
  number: count,
  times: z.array(z.number()).min(1),
  instances: count,
  lastIndex: count,
  mark: markSchema.nullable(),
  indexing: z.enum(['count', 'table']),
  people: z.custom<OrderedPassState>((value) => typeof value === 'object' && value !== null),
  /** Lines of predictions, compressed by gzip. */
  predictions: partSchema,
  /** Segment of the drawn video; null when nothing is drawn. */
  segment: partSchema.nullable(),
  /** Settings by which the segment was encoded; null when there is none. */
  encoder: z.record(z.string(), z.unknown()).nullable(),
}) satisfies z.ZodType<ChunkFacts>;

/** A finished chunk in S3. */
export type ChunkManifest = z.infer<typeof manifestSchema>;

/** Reads a manifest; undefined when the text is none. */
export function parseManifest(text: string): ChunkManifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
