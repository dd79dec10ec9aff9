/** Workers that are interrupted or killed, as processes: what is finished is kept, and nobody waits for it. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { parseS3Address } from '../../core/places.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { TaskRecord } from '../../core/task.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { ensureModel } from '../../models/pull.ts';
import { remakeMedia, temporaryFolder } from '../media/make-media.ts';
import { sampleTask } from '../support/sample-task.ts';
import { startTestCloud, TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { startWorker } from './worker-process.ts';

/** Frames of the video, and of a chunk. */
const [FRAMES, CHUNK] = [120, 15];
/** Milliseconds within which an interrupted worker is gone. */
const GONE_MS = 20_000;

describe('a worker that does not come to the end', () => {
  let cloud: TestCloud;
  let folder: string;
  let video: TaskRecord['video'];
  let calm: string;
  before(async () => {
    process.env[ENV.chunkSeconds] = String(CHUNK / 30);
    [folder, cloud] = await Promise.all([temporaryFolder(), startTestCloud()]);
    await ensureModel('movenet-multipose');
    const people = join(folder, 'people.mp4');
    await renderDemoClip(people, { frames: FRAMES });
    const after = ['-vf', 'scale=640:360', '-c:v', 'libx264', '-g', '30', '-c:a', 'copy'];
    const small = await remakeMedia(people, join(folder, 'small.mp4'), { after });
    video = { bucket: TEST_BUCKETS.media, key: 'media/ann/small.mp4' };
    const object = { Bucket: video.bucket, Key: video.key, Body: await readFile(small) };
    await cloud.s3.send(new PutObjectCommand(object));
    const task = await newTask();
    await startWorker([task.task_id]).ended;
    calm = await predictionsOf(await taskOf(task));
  });
  after(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  async function newTask(): Promise<TaskRecord> {
    const record = sampleTask({ video });
    await createTask(cloud.store, record);
    return record;
  }

  async function taskOf({ task_id }: TaskRecord): Promise<TaskRecord> {
    const record = await readTask(cloud.store, task_id);
    assert.ok(record);
    return record;
  }

  async function textAt(address = ''): Promise<string> {
    const location = parseS3Address(address);
    assert.ok(location);
    const { Body } = await cloud.s3.send(
      new GetObjectCommand({ Bucket: location.bucket, Key: location.key }),
    );
    return (await Body?.transformToString()) ?? '';
  }

  const predictionsOf = ({ result }: TaskRecord) => textAt(result?.predictions_file);

  async function chunkKeys({ task_id }: TaskRecord): Promise<string[]> {
    const Prefix = `results/${task_id}/chunks/`;
    const { Contents = [] } = await cloud.s3.send(
      new ListObjectsV2Command({ Bucket: TEST_BUCKETS.results, Prefix }),
    );
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Number of chunks that another attempt will find. */
  async function savedChunks(record: TaskRecord): Promise<number> {
    return (await chunkKeys(record)).filter((key) => key.endsWith('.json')).length;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((wake) => setTimeout(wake, 50));
  }

  /** Another attempt of the same job comes to the end with the result of a calm run, and leaves no chunks. */
  async function assertResumes(record: TaskRecord, job: string): Promise<{ chunks: number; frames: number }> {
    const saved = await savedChunks(record);
    const end = await startWorker([record.task_id], job).ended;
    assert.equal(end.exitCode, 0, end.log);
    const task = await taskOf(record);
    assert.equal(task.status, 'completed');
    assert.equal(task.progress.frames_done, FRAMES);
    assert.equal(await predictionsOf(task), calm);
    const { resumed } = JSON.parse(await textAt(task.result?.run_file));
    assert.deepEqual(resumed, { chunks: saved, frames: saved * CHUNK });
    assert.deepEqual(await chunkKeys(record), []);
    return resumed;
  }

  it('saves what is finished on SIGTERM, and is gone within 20 s with exit code 75', async () => {
    const record = await newTask();
    const worker = startWorker([record.task_id]);
    await until(async () => (await savedChunks(record)) >= 1);
    const done = (await taskOf(record)).progress.frames_done;
    const asked = Date.now();
    worker.kill('SIGTERM');
    const end = await worker.ended;
    assert.equal(end.exitCode, 75, end.log);
    assert.ok(Date.now() - asked < GONE_MS, `${Date.now() - asked} ms`);
    const { frames } = await assertResumes(record, worker.job);
    assert.ok(frames + CHUNK > done, `${done} frames were done, ${frames} of them are not done again`);
  });

  it('has saved what was finished when it is killed, but for one chunk', async () => {
    const record = await newTask();
    const worker = startWorker([record.task_id]);
    await until(async () => (await savedChunks(record)) >= 2);
    const done = (await taskOf(record)).progress.frames_done;
    worker.kill('SIGKILL');
    await worker.ended;
    const { chunks } = await assertResumes(record, worker.job);
    assert.ok((chunks + 2) * CHUNK > done, `${done} frames were done, ${chunks} chunks are not done again`);
  });
});
