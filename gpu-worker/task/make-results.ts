/** From a video in S3 to predictions and a drawn video in S3. */
import { estimateAndWrite, type Made } from './estimate-and-write.ts';
import type { KeptInference } from './kept-inference.ts';
import { openSource } from './open-source.ts';
import type { Work } from './work.ts';

/**
 * Does a task's work.
 *
 * @param kept what the task before has left, and the next one will find.
 * @throws PosefleetError when the input is bad, the signal's reason when it is aborted.
 */
export async function makeResults(work: Work, kept: KeptInference): Promise<Made> {
  // The model is opened while the video is fetched and probed.
  const [source, inference] = await Promise.allSettled([openSource(work), kept.take(work)]);
  const [video, model] = [settledValue(source), settledValue(inference)];
  try {
    return await estimateAndWrite(work, video, model);
  } catch (error) {
    await kept.drop();
    throw error;
  }
}

function settledValue<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
