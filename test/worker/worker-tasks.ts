/** Tasks for workers that run as processes: the stand-ins, a folder of files, and what has become of each task. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseS3Address } from '../../core/places.ts';
import type { TaskEvent } from '../../core/states.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import type { S3Location, TaskRecord } from '../../core/task.ts';
import { ensureModel } from '../../models/pull.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { sampleTask } from '../support/sample-task.ts';
import { startTestCloud, TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { startWorker, type WorkerEnd } from './worker-process.ts';

/** A frame of a predictions file. */
export interface Frame {
  frame_id: number;
  timestamp: number;
  instances: {
    keypoints: [number, number][];
    keypoint_scores: number[];
    bbox: number[][];
    bbox_score: number;
    track_id: number;
  }[];
}

/** What the tests of one file share. */
export class WorkerTasks {
  /** Where test files are made; removed in the end. */
  readonly folder: string;
  readonly #cloud: TestCloud;

  private constructor(folder: string, cloud: TestCloud) {
    this.folder = folder;
    this.#cloud = cloud;
  }

  /** Starts the stand-ins, and fetches these models. */
  static async open(...models: string[]): Promise<WorkerTasks> {
    const [folder, cloud] = await Promise.all([temporaryFolder(), startTestCloud()]);
    await Promise.all(['movenet-multipose', ...models].map((name) => ensureModel(name)));
    return new WorkerTasks(folder, cloud);
  }

  /** Ends all. */
  async close(): Promise<void> {
    await this.#cloud.close();
    await rm(this.folder, { recursive: true });
  }

  /** Puts a file where callers put theirs. */
  async upload(file: string): Promise<S3Location> {
    const location = { bucket: TEST_BUCKETS.media, key: `media/ann/${randomUUID()}/${basename(file)}` };
    const Body = await readFile(file);
    await this.#cloud.s3.send(new PutObjectCommand({ Bucket: location.bucket, Key: location.key, Body }));
    return location;
  }

  /** Fields of a task whose caller gives boxes. */
  async withBoxes(boxes: unknown): Promise<Partial<TaskRecord>> {
    const file = join(this.folder, 'boxes.json');
    await writeFile(file, JSON.stringify(boxes));
    return { bboxes: await this.upload(file), bboxes_path: 'boxes.json', model: 'movenet-thunder' };
  }

  /** A queued task on a video that is there. */
  async create(video: S3Location, fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
    const record = sampleTask({ video, ...fields });
    await createTask(this.#cloud.store, record);
    return record;
  }

  /** A task's record as it is now. */
  async read({ task_id }: TaskRecord): Promise<TaskRecord> {
    const record = await readTask(this.#cloud.store, task_id);
    assert.ok(record);
    return record;
  }

  /** Lets something happen to a task. */
  async apply({ task_id }: TaskRecord, event: TaskEvent): Promise<void> {
    await transition(this.#cloud.store, task_id, event);
  }

  /** Runs a worker for one task on a file to its end. */
  async work(file: string, fields: Partial<TaskRecord> = {}): Promise<{ task: TaskRecord; end: WorkerEnd }> {
    const record = await this.create(await this.upload(file), fields);
    const end = await startWorker([record.task_id]).ended;
    return { task: await this.read(record), end };
  }

  /** Waits until a worker has done a frame of a task. */
  async firstFrame(record: TaskRecord): Promise<void> {
    await until(async () => (await this.read(record)).progress.frames_done > 0);
  }

  /** Bytes of a result. */
  async bytesAt(address: string | null | undefined): Promise<Uint8Array> {
    const location = parseS3Address(address ?? '');
    assert.ok(location, `${address} is an address`);
    const { Body } = await this.#cloud.s3.send(
      new GetObjectCommand({ Bucket: location.bucket, Key: location.key }),
    );
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** Text of a result. */
  async textAt(address: string | null | undefined): Promise<string> {
    return Buffer.from(await this.bytesAt(address)).toString();
  }

  /** A result in the folder, under this name. */
  async download(address: string | null | undefined, name: string): Promise<string> {
    const file = join(this.folder, name);
    await writeFile(file, await this.bytesAt(address));
    return file;
  }

  /** The predictions of a task. */
  async framesOf({ result }: TaskRecord): Promise<Frame[]> {
    return JSON.parse(await this.textAt(result?.predictions_file));
  }

  /** What `run.json` of a task says. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read the file as its users do
  async runOf({ result }: TaskRecord): Promise<any> {
    return JSON.parse(await this.textAt(result?.run_file));
  }

  /** Keys of a task's files. */
  async keysOf({ task_id }: TaskRecord, folder = ''): Promise<string[]> {
    const Prefix = `results/${task_id}/${folder}`;
    const request = { Bucket: TEST_BUCKETS.results, Prefix };
    const { Contents = [] } = await this.#cloud.s3.send(new ListObjectsV2Command(request));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }
}

/** Asks again and again, for as long as the test may last. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((wake) => setTimeout(wake, 50));
}
