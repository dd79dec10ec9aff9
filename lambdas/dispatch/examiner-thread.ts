/**
 * The thread in which headers are read. They come from strangers: whatever one makes the demuxer do, for ever or with all
 * memory, ends with the thread, and the messages of others are not held up.
 *
 * This file starts itself: in a bundle its address is that of the whole bundle, which then finds itself in the thread.
 */
import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { s3FromEnvironment } from '../../core/aws-clients.ts';
import type { S3Location } from '../../core/task.ts';
import { examineVideo, type VideoFacts } from './examine-video.ts';
import { RangedObject } from './ranged-object.ts';

/** `workerData` that makes this file serve. */
export const EXAMINER_ROLE = 'posefleet-examiner';
/** What to start a thread with. */
export const EXAMINER_FILE = new URL(import.meta.url);

/** A video to look at; `longSeconds` as for `examineVideo`. */
export interface Examination {
  place: S3Location;
  longSeconds: number;
}

/** What came of it. */
export type ExaminationAnswer = { facts: VideoFacts } | { trouble: string };

if (!isMainThread && workerData === EXAMINER_ROLE && parentPort !== null) serve(parentPort);

function serve(port: MessagePort): void {
  const s3 = s3FromEnvironment();
  const look = async ({ place, longSeconds }: Examination): Promise<ExaminationAnswer> => {
    try {
      return { facts: await examineVideo(await RangedObject.open(s3, place), longSeconds) };
    } catch (error) {
      return { trouble: String(error) };
    }
  };
  port.on('message', async (examination: Examination) => port.postMessage(await look(examination)));
}
