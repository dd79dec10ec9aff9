/** Tasks on clips, for the tests of chunks: one cloud, one clip of people, the models opened once. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { chunksPrefix } from '../../core/places.ts';
import type { TaskRecord } from '../../core/task.ts';
import { FrameMemory } from '../../gpu-worker/frames/frame-memory.ts';
import { startPool } from '../../gpu-worker/inference/start-pool.ts';
import { loadModel } from '../../gpu-worker/task/load-model.ts';
import type { Inference } from '../../gpu-worker/task/start-inference.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { sampleTask } from '../support/sample-task.ts';
import { startTestCloud, TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { type Attempted, attempt, type Trial } from './attempts.ts';
import { CLIPS, type ClipName } from './clips.ts';
import { fetchResults, type Results } from './compare-results.ts';

/** Source frames of a chunk in these tests, of a video of 30 a second. */
export const CHUNK = 12;
/** Frames of the clip that all others are made of. */
export const FRAMES = 60;

/** What the tests share. */
export class Trials {
  readonly #cloud: TestCloud;
  readonly #folder: string;
  readonly #people: string;
  readonly #inference = new Map<string, Promise<Inference>>();

  private constructor(cloud: TestCloud, folder: string, people: string) {
    this.#cloud = cloud;
    this.#folder = folder;
    this.#people = people;
  }

  /** Starts the stand-ins and draws the clip. */
  static async open(): Promise<Trials> {
    process.env[ENV.chunkSeconds] = String(CHUNK / 30);
    const [cloud, folder] = await Promise.all([startTestCloud(), temporaryFolder()]);
    const people = join(folder, 'people.mp4');
    await renderDemoClip(people, { frames: FRAMES });
    return new Trials(cloud, folder, people);
  }

  /** Ends all. */
  async close(): Promise<void> {
    for (const inference of this.#inference.values()) await (await inference).pool.stop();
    await this.#cloud.close();
    await rm(this.#folder, { recursive: true });
  }

  /** A task of its own on a clip, which is made if it is not there yet. */
  async trial(clip: ClipName, fields: Partial<TaskRecord> = {}): Promise<Trial> {
    const file = join(this.#folder, clip);
    const video = { bucket: TEST_BUCKETS.media, key: `media/ann/${clip}` };
    const Body = await readFile(file).catch(async () => {
      await CLIPS[clip](this.#people, file);
      return await readFile(file);
    });
    const { s3 } = this.#cloud;
    await s3.send(new PutObjectCommand({ Bucket: video.bucket, Key: video.key, Body }));
    const record = sampleTask({ video, attempt: 1, ...fields });
    return { s3, record, inference: await this.#inferenceOf(record.model), folder: this.#folder };
  }

  /** Works on a clip in one piece: it is shorter than the longest chunk. */
  async inOnePiece(clip: ClipName, fields: Partial<TaskRecord> = {}): Promise<Attempted> {
    const before = process.env[ENV.chunkSeconds];
    delete process.env[ENV.chunkSeconds];
    try {
      return await attempt(await this.trial(clip, fields));
    } finally {
      process.env[ENV.chunkSeconds] = before;
    }
  }

  /** The results of a task that is done. */
  async results({ made }: Attempted): Promise<Results> {
    assert.ok(made);
    return await fetchResults(this.#cloud.s3, made.result, this.#folder);
  }

  /** Keys of all chunks of a task. */
  async chunkKeys({ record }: Trial): Promise<string[]> {
    const keys: string[] = [];
    const request = { Bucket: TEST_BUCKETS.results, Prefix: chunksPrefix(record.task_id, '').slice(0, -1) };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#cloud.s3 }, request))
      keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    return keys;
  }

  /** Changes an object of the results bucket. */
  async change(Key: string, change: (text: string) => string): Promise<void> {
    const place = { Bucket: TEST_BUCKETS.results, Key };
    const { Body } = await this.#cloud.s3.send(new GetObjectCommand(place));
    const text = await Body?.transformToString('latin1');
    const changed = Buffer.from(change(text ?? ''), 'latin1');
    await this.#cloud.s3.send(new PutObjectCommand({ ...place, Body: changed }));
  }

  #inferenceOf(name: string): Promise<Inference> {
    const known = this.#inference.get(name) ?? openInference(name);
    this.#inference.set(name, known);
    return known;
  }
}

async function openInference(name: string): Promise<Inference> {
  const model = await loadModel(name, false, {});
  const limits = { boxThreshold: 0.3, maxPeople: Number.POSITIVE_INFINITY };
  return {
    model,
    memory: new FrameMemory(),
    ...(await startPool({ model, limits, setting: 'cpu', threads: 2 })),
  };
}
