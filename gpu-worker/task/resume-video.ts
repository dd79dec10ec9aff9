/** Sends a video through the pipeline behind what earlier attempts have finished. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { log } from '../../core/log.ts';
import { decodeStart, resumeStart } from '../../media/decode-start.ts';
import type { DecodeStart } from '../../media/frame-decoder.ts';
import { FrameUnknown } from '../../media/frame-pairing.ts';
import { ChunkLost } from '../chunks/chunk-store.ts';
import type { ChunkManifest } from '../chunks/manifest.ts';
import type { FinishedChunk } from '../pipeline/finished-chunk.ts';
import { processVideo } from '../pipeline/process-video.ts';
import type { ProcessedVideo, VideoJob } from '../pipeline/video-job.ts';
import type { Source } from './open-source.ts';
import type { TaskChunks } from './task-chunks.ts';

/** A job that does not know yet what was finished before. */
export type FreshJob = Omit<VideoJob, 'finished' | 'start' | 'onChunk'>;

/** Chunks that earlier attempts have finished, and where those of this one go. */
export type Chunks = Pick<TaskChunks, 'found' | 'fetch' | 'save' | 'encoder'>;

/** From where on the work is done. */
interface Plan {
  /** Chunks that are taken as they are. */
  manifests: readonly ChunkManifest[];
  /** Whether decoding may begin in the middle. */
  seek: boolean;
}

/**
 * Processes a video, as little of it as possible: when a chunk cannot be had back, or decoding cannot begin where it
 * should, as much more as needed.
 *
 * @throws as `processVideo` does, but for `FrameUnknown`.
 */
export async function resumeVideo(job: FreshJob, source: Source, chunks: Chunks): Promise<ProcessedVideo> {
  let plan: Plan = { manifests: chunks.found, seek: true };
  for (;;) {
    try {
      return await processPlan(plan, job, source, chunks);
    } catch (error) {
      plan = lesserPlan(plan, error);
    }
  }
}

/** @throws what has nothing to do with the plan. */
function lesserPlan({ manifests, seek }: Plan, error: unknown): Plan {
  if (error instanceof ChunkLost) {
    log.warn('A finished chunk is lost; it is made again, with those behind it.', { error });
    return { manifests: manifests.slice(0, error.ordinal), seek };
  }
  if (!(error instanceof FrameUnknown)) throw error;
  log.info('Decoding begins at the start after all.', { reason: error.message });
  // Indices by the frame table are worth nothing when it does not fit; counted ones hold from the start too.
  return { manifests: manifests[0]?.indexing === 'count' ? manifests : [], seek: false };
}

async function processPlan(
  { manifests, seek }: Plan,
  job: FreshJob,
  source: Source,
  chunks: Chunks,
): Promise<ProcessedVideo> {
  const over = new AbortController();
  const signal = AbortSignal.any([job.signal, over.signal]);
  try {
    // What an earlier try has written may still be on its way to S3.
    const folder = await mkdtemp(join(job.folder, 'pass-'));
    const { chunks: finished, arrived } = await chunks.fetch(manifests, { folder, signal });
    arrived.catch((error: Error) => over.abort(error));
    const start = seek ? startBehind(finished, job, source) : undefined;
    if (finished.length > 0) log.info('Finished chunks are taken over.', { chunks: finished.length });
    const rest = { ...job, folder, finished, onChunk: chunks.save, signal };
    const processed = await processVideo(start === undefined ? rest : { ...rest, start });
    await arrived;
    return processed;
  } finally {
    over.abort();
  }
}

/** @throws FrameUnknown when frames cannot get their indices as those of the finished chunks did. */
function startBehind(
  finished: readonly FinishedChunk[],
  { drawing, selection }: FreshJob,
  { table, probe }: Source,
): DecodeStart | undefined {
  const first = drawing && finished.find(({ segment }) => segment === undefined);
  const behind = finished.at(first === undefined ? -1 : first.ordinal - 1);
  const indexing = finished[0]?.indexing ?? 'table';
  const isFromFirst = behind === undefined || first?.ordinal === 0;
  const mark = isFromFirst ? undefined : (behind.mark ?? undefined);
  const start = mark === undefined ? undefined : resumeStart(table, mark, indexing);
  if (start !== undefined) return start;
  if (indexing === 'count') return undefined;
  if (isFromFirst) return decodeStart(table, probe, selection);
  throw new FrameUnknown('The frame behind which to go on cannot be told by its time.');
}
