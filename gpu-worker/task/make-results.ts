/** From a video in S3 to predictions and a drawn video in S3. */
import { estimateAndWrite, type Made } from './estimate-and-write.ts';
import { openSource } from './open-source.ts';
import { startInference } from './start-inference.ts';
import type { Work } from './work.ts';

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

function settledValue<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
