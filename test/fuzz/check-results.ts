/** Looks whether what a completed task has left in S3 is whole. */
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parseS3Address, taskPrefix } from '../../core/places.ts';
import type { TaskRecord } from '../../core/task.ts';
import { TEST_BUCKETS } from '../support/test-cloud.ts';

/** What is wrong with the results. */
export async function troublesOfResults(s3: S3Client, task: TaskRecord): Promise<string[]> {
  const { result } = task;
  if (result === undefined) return ['it has completed without a result'];
  const troubles: string[] = [];
  const [frames, run] = [
    await readJson<unknown[]>(s3, result.predictions_file),
    await readJson<{ frames: Record<string, number> }>(s3, result.run_file),
  ];
  const { selected, predicted, written } = run.frames;
  const counts = [
    frames.length,
    selected,
    predicted,
    ...(result.visualization_file === null ? [] : [written]),
  ];
  if (new Set(counts).size > 1 || frames.length === 0)
    troubles.push(`its counts of frames differ: ${counts.join(', ')}`);
  const keys = await keysOf(s3, task.task_id);
  if (keys.some((key) => key.includes('/chunks/'))) troubles.push('it has left chunks');
  return troubles;
}

/** Removes a task's objects, so that hundreds do not fill the memory in which S3 is stood in for. */
export async function removeObjects(s3: S3Client, task: TaskRecord): Promise<void> {
  const results = (await keysOf(s3, task.task_id)).map((key) => ({ bucket: TEST_BUCKETS.results, key }));
  const given = [task.video, ...(task.bboxes === undefined ? [] : [task.bboxes])];
  for (const { bucket, key } of [...results, ...given])
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [{ Key: key }] } }));
}

async function keysOf(s3: S3Client, taskId: string): Promise<string[]> {
  const place = { Bucket: TEST_BUCKETS.results, Prefix: taskPrefix(taskId) };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(place));
  return Contents.flatMap(({ Key }) => Key ?? []);
}

async function readJson<T>(s3: S3Client, address: string): Promise<T> {
  const place = parseS3Address(address);
  if (place === undefined) throw new Error(`${address} is no address.`);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}
