/** A mutant as a task: its files in S3, its record in the table, and the dispatcher's look at its header. */
import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { S3Location, TaskRecord } from '../../core/task.ts';
import { headerOf } from '../../lambdas/dispatch/refuse-video.ts';
import { sampleTask } from '../support/sample-task.ts';
import { TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { removeObjects, troublesOfResults } from './check-results.ts';
import type { Mutant } from './mutants.ts';
import { type Outcome, troublesOfTask } from './outcome.ts';
import type { TaskSight } from './watched-worker.ts';

/** Milliseconds in which the dispatcher must have looked at a header, its turn included. */
const HEADER_MS = 30_000;

/** A mutant that waits for its worker. */
export interface FuzzCase {
  mutant: Mutant;
  task: TaskRecord;
  refusal: Outcome['refusal'];
  troubles: string[];
}

/** Uploads the files, has the header looked at, and writes the task. */
export async function makeCase(cloud: TestCloud, mutant: Mutant): Promise<FuzzCase> {
  const { name, video: bytes, boxes: boxBytes, model, options } = mutant;
  const video = await upload(cloud, name, bytes);
  const bboxes = boxBytes === undefined ? undefined : await upload(cloud, 'boxes.json', boxBytes);
  const task = sampleTask({
    video,
    video_path: name,
    model,
    options,
    ...(bboxes && { bboxes, bboxes_path: 'boxes.json' }),
  });
  const start = Date.now();
  const { refusal } = await headerOf(task);
  const took = Date.now() - start;
  const troubles = took > HEADER_MS ? [`its header was looked at for ${took} ms`] : [];
  // A worker gets it all the same: what the dispatcher cannot read it passes on, and a retry is not looked at.
  await createTask(cloud.store, task);
  return { mutant, task, refusal: refusal?.code, troubles };
}

async function upload(cloud: TestCloud, name: string, Body: Buffer): Promise<S3Location> {
  const place = { bucket: TEST_BUCKETS.media, key: `media/ann/${randomUUID()}/${name}` };
  await cloud.s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body }));
  return place;
}

/** What became of a case, once no worker is at it any more; its files are removed. */
export async function settleCase(
  cloud: TestCloud,
  { mutant, task, refusal, troubles }: FuzzCase,
  sight: TaskSight,
  died: readonly string[],
): Promise<Outcome> {
  const now = await readTask(cloud.store, task.task_id);
  const ofTask = died.length > 0 ? died : troublesOfTask(mutant, now);
  const ofResults = now?.status === 'completed' ? await troublesOfResults(cloud.s3, now) : [];
  await removeObjects(cloud.s3, task);
  const end = now?.status === 'failed' ? (now.error?.code ?? 'failed') : (now?.status ?? 'gone');
  return {
    mutant,
    end: died.length > 0 ? 'died' : end,
    ...(refusal && { refusal }),
    sight,
    troubles: [...troubles, ...ofTask, ...ofResults],
  };
}
