/** When two submissions are the same: the same bytes, model, boxes and options. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { TaskOptions } from '../core/task-options.ts';
import type { LocalFile, Source } from './find-videos.ts';
import { recall, remember } from './state-folder.ts';

const hashedSchema = z.object({ sha256: z.string().length(64) });

/** What a task is made of. */
export interface TaskIdentity {
  /** {@link sourceIdentity} of the video. */
  video: string;
  model: string | undefined;
  /** {@link sourceIdentity} of the boxes file. */
  bboxes: string | undefined;
  options: TaskOptions;
}

/** Idempotency-Key of a task: the same identity always gives the same key. */
export function idempotencyKey({ video, model, bboxes, options }: TaskIdentity): string {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return `posefleet-${sha256Of(JSON.stringify([video, model ?? null, bboxes ?? null, sorted]))}`;
}

/** The key when another upload of the same video has taken the first one: bound to this upload. */
export function keyOfUpload(key: string, videoFilename: string): string {
  return `posefleet-${sha256Of(JSON.stringify([key, videoFilename]))}`;
}

/** What stands for a source's content: its hash, or the address of what lies in S3. */
export async function sourceIdentity(source: Source, signal: AbortSignal): Promise<string> {
  return source.kind === 's3' ? source.name : `sha256:${await contentHash(source, signal)}`;
}

/** SHA-256 of a file, in hex; read once and remembered until the file's size or time changes. */
export async function contentHash(file: LocalFile, signal: AbortSignal): Promise<string> {
  const key = [file.path, String(file.bytes), String(file.modifiedMs)];
  const known = await recall('files', key, hashedSchema);
  if (known !== undefined) return known.sha256;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file.path, { highWaterMark: 1 << 20 }), hash, { signal });
  const sha256 = hash.digest('hex');
  await remember('files', key, { sha256 });
  return sha256;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
