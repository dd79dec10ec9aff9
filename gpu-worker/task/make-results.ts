/** From a video in S3 to predictions and a drawn video in S3. */
import { join } from 'node:path';
import type { TaskResult, TaskWarning } from '../../core/task.ts';
import { extractSound, type Sound } from '../../media/sound.ts';
import { estimatePoses } from './estimate-poses.ts';
import { openSource, type Source } from './open-source.ts';
import { type Inference, startInference } from './start-inference.ts';
import { soundWarning } from './warnings.ts';
import { isDrawn, type Work } from './work.ts';
import { writeResults } from './write-results.ts';

/** What came of a task. */
export interface Made {
  result: TaskResult;
  warnings: TaskWarning[];
}

/** Does a task's work. @throws PosefleetError when the input is bad, the signal's reason when it is aborted. */
export async function makeResults(work: Work): Promise<Made> {
  // The model is opened while the video is fetched and probed.
  const [source, inference] = await Promise.allSettled([openSource(work), startInference(work)]);
  try {
    return await estimateAndWrite(work, settledValue(source), settledValue(inference));
  } finally {
    if (inference.status === 'fulfilled') await inference.value.pool.stop();
  }
}

async function estimateAndWrite(work: Work, source: Source, inference: Inference): Promise<Made> {
  const abort = new AbortController();
  const sound = soundOf({ ...work, signal: AbortSignal.any([work.signal, abort.signal]) }, source);
  try {
    const processed = await estimatePoses(work, source, inference);
    const result = await writeResults(work, { source, inference, processed, sound: await sound });
    return { result, warnings: work.warnings };
  } finally {
    abort.abort();
    await sound;
  }
}

/** Runs beside the poses. Sound that cannot be read is a warning, not a failure. */
async function soundOf(work: Work, { file, probe }: Source): Promise<Sound | undefined> {
  const { folder, programs, warnings, signal } = work;
  if (probe.sound === null || !isDrawn(work)) return undefined;
  try {
    return await extractSound(file, probe.sound, join(folder, 'sound.mp4'), { programs, signal });
  } catch (error) {
    if (!signal.aborted) warnings.push(soundWarning(error as Error));
    return undefined;
  }
}

function settledValue<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
