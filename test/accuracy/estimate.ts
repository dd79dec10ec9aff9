/** Sends a video through the worker as a process and reads the predictions that it leaves in S3. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseS3Address } from '../../core/places.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { sampleTask } from '../support/sample-task.ts';
import { TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { startWorker } from '../worker/worker-process.ts';
import type { Point } from './joint-error.ts';

/** A frame of the predictions file, as far as accuracy is concerned. */
export interface PredictedFrame {
  frame_id: number;
  instances: { keypoints: Point[]; bbox_score: number; track_id: number }[];
}

/** Poses of a local video, frame by frame, with the default options. The model must be at hand. */
export async function estimateVideo(
  { s3, store }: TestCloud,
  file: string,
  model: string,
): Promise<PredictedFrame[]> {
  const video = { bucket: TEST_BUCKETS.media, key: `media/ann/${randomUUID()}/${basename(file)}` };
  await s3.send(new PutObjectCommand({ Bucket: video.bucket, Key: video.key, Body: await readFile(file) }));
  const { task_id } = sampleTask();
  await createTask(store, sampleTask({ task_id, video, model, options: { visualization: false } }));
  const { log } = await startWorker([task_id]).ended;
  const address = (await readTask(store, task_id))?.result?.predictions_file;
  const place = parseS3Address(address ?? '') ?? assert.fail(`There are no predictions.\n${log}`);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}
