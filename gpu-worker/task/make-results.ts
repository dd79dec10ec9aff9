/** From a video in S3 to predictions and a drawn video in S3. */
import { estimateAndWrite, type Made } from './estimate-and-write.ts';
import type { KeptInference } from './kept-inference.ts';
import { openSource } from './open-source.ts';
import { sideBySide } from './side-by-side.ts';
import type { Work } from './work.ts';

/**
 * Does a task's work.
 *
 * @param kept what the task before has left, and the next one will find.
 * @throws PosefleetError when the input is bad, the signal's reason when it is aborted.
 */
export async function makeResults(work: Work, kept: KeptInference): Promise<Made> {
  // The model is opened while the video is fetched and probed. Either may take minutes: where one is not to be had,
  // the other is not waited for.
  const [video, model] = await sideBySide(
    work.signal,
    (signal) => openSource({ ...work, signal }),
    (signal) => kept.take({ ...work, signal }),
  );
  try {
    return await estimateAndWrite(work, video, model);
  } catch (error) {
    await kept.drop();
    throw error;
  }
}
