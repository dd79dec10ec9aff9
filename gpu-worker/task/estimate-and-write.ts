/** From a video and a model that are at hand to predictions and a drawn video in S3. */
import { join } from 'node:path';
import type { TaskResult, TaskWarning } from '../../core/task.ts';
import { extractSound, type Sound } from '../../media/sound.ts';
import { ToldNothing } from '../../media/told-nothing.ts';
import { toldAsDiskFull } from '../limits/disk-full.ts';
import { estimatePoses } from './estimate-poses.ts';
import type { FetchedSource, Source } from './open-source.ts';
import type { Inference } from './start-inference.ts';
import { TaskChunks } from './task-chunks.ts';
import { soundWarning } from './warnings.ts';
import { isDrawn, type Work } from './work.ts';
import { writeResults } from './write-results.ts';

/** What came of a task. */
export interface Made {
  result: TaskResult;
  warnings: TaskWarning[];
  /** Removes the work in progress. @throws Error when S3 refuses. */
  tidy(): Promise<void>;
}

/** Does what earlier attempts have left. @throws as `makeResults` does. */
export async function estimateAndWrite(
  work: Work,
  source: FetchedSource,
  inference: Inference,
): Promise<Made> {
  const abort = new AbortController();
  const chunks = await TaskChunks.open(work, source, inference);
  const sound = soundOf({ ...work, signal: AbortSignal.any([work.signal, abort.signal]) }, source);
  // Asked for once the poses are done; until then nobody takes its error.
  const soundOver = sound.then(nothing, nothing);
  try {
    const processed = await estimatePoses(work, source, inference, chunks);
    const estimated = { source, inference, processed, sound: await sound, encoder: chunks.encoder };
    const result = await writeResults(work, estimated);
    await chunks.finish();
    return { result, warnings: work.warnings, tidy: () => chunks.remove() };
  } finally {
    abort.abort();
    await Promise.all([soundOver, chunks.close()]);
  }
}

function nothing(): void {}

/**
 * Runs beside the poses. Sound that cannot be read is a warning, not a failure.
 *
 * @throws Error when that is not the sound's fault: another attempt may have it.
 */
async function soundOf(work: Work, { file, probe }: Source): Promise<Sound | undefined> {
  const { folder, programs, warnings, signal } = work;
  if (probe.sound === null || !isDrawn(work)) return undefined;
  try {
    return await extractSound(file, probe.sound, join(folder, 'sound.mp4'), { programs, signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof ToldNothing || toldAsDiskFull(error as Error) !== error) throw error;
    warnings.push(soundWarning(error as Error));
    return undefined;
  }
}
