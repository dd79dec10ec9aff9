import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { parseS3Address } from '../../core/places.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { transition } from '../../core/store/transition.ts';
import type { S3Location, TaskRecord } from '../../core/task.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { ensureModel } from '../../models/pull.ts';
import { makeMedia, temporaryFolder } from '../media/make-media.ts';
import { frameTimes, streamsOf } from '../media/read-times.ts';
import { metricLines, TEST_STAGE } from '../support/captured-metrics.ts';
import { sampleTask } from '../support/sample-task.ts';
import { startTestCloud, TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { startWorker, type WorkerEnd } from './worker-process.ts';

interface Frame {
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

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];

describe('the worker as a process', () => {
  let cloud: TestCloud;
  let folder: string;
  let people: string;
  before(async () => {
    folder = await temporaryFolder();
    cloud = await startTestCloud();
    process.env[ENV.stage] = TEST_STAGE;
    await Promise.all(['movenet-multipose', 'movenet-thunder'].map((name) => ensureModel(name)));
    people = join(folder, 'people.mp4');
    await renderDemoClip(people, { frames: 45 });
  });
  after(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  async function upload(file: string): Promise<S3Location> {
    const location = {
      bucket: TEST_BUCKETS.media,
      key: `media/ann/${randomUUID()}/${file.split('/').at(-1)}`,
    };
    await cloud.s3.send(
      new PutObjectCommand({ Bucket: location.bucket, Key: location.key, Body: await readFile(file) }),
    );
    return location;
  }

  async function newTask(file: string, fields: Partial<TaskRecord> = {}): Promise<TaskRecord> {
    const record = sampleTask({ video: await upload(file), ...fields });
    await createTask(cloud.store, record);
    return record;
  }

  async function taskOf({ task_id }: TaskRecord): Promise<TaskRecord> {
    const record = await readTask(cloud.store, task_id);
    assert.ok(record);
    return record;
  }

  async function work(
    file: string,
    fields: Partial<TaskRecord> = {},
  ): Promise<{ task: TaskRecord; end: WorkerEnd }> {
    const record = await newTask(file, fields);
    const end = await startWorker([record.task_id]).ended;
    return { task: await taskOf(record), end };
  }

  async function download(address: string | null | undefined, name: string): Promise<string> {
    const location = parseS3Address(address ?? '');
    assert.ok(location, `${address} is an address`);
    const { Body } = await cloud.s3.send(
      new GetObjectCommand({ Bucket: location.bucket, Key: location.key }),
    );
    const file = join(folder, name);
    await writeFile(file, (await Body?.transformToByteArray()) ?? '');
    return file;
  }

  /** What the worker has measured, as it told on its output. */
  function measured({ log }: WorkerEnd): Record<string, unknown> {
    const [line, ...more] = metricLines(log);
    assert.ok(line !== undefined && more.length === 0, log);
    const { TasksCompleted, TasksFailed, TasksInterrupted, WorkersDied, ...values } = line;
    return { ...values, ends: [TasksCompleted, TasksFailed, TasksInterrupted, WorkersDied] };
  }

  async function framesOf(task: TaskRecord): Promise<Frame[]> {
    return JSON.parse(
      await readFile(await download(task.result?.predictions_file, 'predictions.json'), 'utf8'),
    );
  }

  async function boxesFile(boxes: unknown): Promise<Partial<TaskRecord>> {
    const file = join(folder, 'boxes.json');
    await writeFile(file, JSON.stringify(boxes));
    return { bboxes: await upload(file), bboxes_path: 'boxes.json', model: 'movenet-thunder' };
  }

  it('turns a video into predictions, a drawn video and run.json', async () => {
    const { task, end } = await work(people);
    assert.equal(end.exitCode, 0, end.log);
    assert.equal(task.status, 'completed');
    assert.deepEqual(task.progress, {
      ...task.progress,
      stage: 'done',
      frames_done: 45,
      frames_total: 45,
      eta_seconds: 0,
    });
    assert.match(task.result?.predictions_file ?? '', /\/1-1\/predictions\/people_movenet-multipose\.json$/);
    assert.match(
      task.result?.visualization_file ?? '',
      /\/1-1\/visualizations\/people_movenet-multipose\.mp4$/,
    );
    const frames = await framesOf(task);
    assert.deepEqual(
      frames.map(({ frame_id }) => frame_id),
      [...Array(45).keys()],
    );
    assert.ok(frames.every(({ instances }) => instances.length >= 1 && instances.length <= 3));
    assert.equal(frames[0]?.instances[0]?.keypoints.length, 17);
    const drawn = await download(task.result?.visualization_file, 'drawn.mp4');
    assert.equal((await frameTimes(drawn)).length, 45);
    assert.deepEqual(
      (await streamsOf(drawn)).map(({ codec_name }) => codec_name),
      ['h264', 'aac'],
    );
    const run = JSON.parse(await readFile(await download(task.result?.run_file, 'run.json'), 'utf8'));
    assert.deepEqual(run.frames, { decoded: 45, selected: 45, predicted: 45, written: 45 });
    assert.match(run.networks[0].sha256, /^[0-9a-f]{64}$/);
  });

  it('tells how long its work took, in run.json, in metrics, and in logs that name the task', async () => {
    const { task, end } = await work(people);
    const run = JSON.parse(await readFile(await download(task.result?.run_file, 'run.json'), 'utf8'));
    const { decode, inference } = run.timings_ms_per_frame;
    assert.ok(decode > 0 && inference > 0, JSON.stringify(run.timings_ms_per_frame));
    const { _aws, ...metrics } = measured(end);
    const { FramesPerSecond, InferenceMillisecondsPerFrame, VideoSeconds, WorkerSeconds } = metrics;
    assert.ok(Math.abs(Number(InferenceMillisecondsPerFrame) - inference) < 0.001);
    assert.ok(Math.abs(Number(VideoSeconds) - 1.5) < 0.01, `${VideoSeconds} s of 45 frames at 30 a second`);
    assert.ok(45 / Number(FramesPerSecond) < Number(WorkerSeconds));
    assert.deepEqual([metrics.ends, metrics.Model], [[1, 0, 0, 0], 'movenet-multipose']);
    assert.deepEqual([metrics.InstanceType, metrics.task_id], ['local', task.task_id]);
    const lines = end.log.split('\n').filter((line) => line.startsWith('{'));
    assert.ok(lines.length > 1 && lines.every((line) => JSON.parse(line).task_id === task.task_id), end.log);
  });

  it('uses the frames of a range and a stride alone', async () => {
    const options = { frame_stride: 4, start_seconds: 0.3, end_seconds: 1, visualization: false };
    const { task } = await work(people, { options });
    assert.deepEqual(
      (await framesOf(task)).map(({ frame_id }) => frame_id),
      [12, 16, 20, 24, 28],
    );
    assert.equal(task.result?.visualization_file, null);
    assert.equal(task.result?.visualization_dir, null);
  });

  it('fails with range_empty where no frame is', async () => {
    const { task, end } = await work(people, { options: { start_seconds: 100 } });
    assert.deepEqual([end.exitCode, task.error?.code], [65, 'range_empty']);
  });

  it('follows people between detector frames', async () => {
    const options = { detect_every: 5, visualization: false };
    const every = await framesOf(
      (await work(people, { model: 'movenet-thunder', options: { visualization: false } })).task,
    );
    const some = await framesOf((await work(people, { model: 'movenet-thunder', options })).task);
    const found = (frames: Frame[]) => frames.reduce((sum, { instances }) => sum + instances.length, 0);
    assert.ok(found(some) >= 0.9 * found(every), `${found(some)} of ${found(every)} people`);
    assert.notDeepEqual(some, every);
    assert.deepEqual(some[5], every[5], 'detector frames are the same');
  });

  it('gives people tracks, and smooths their keypoints along these when that is asked for', async () => {
    const raw = await work(people, { options: { visualization: false } });
    const smooth = await work(people, { options: { visualization: false, smoothing: 'one_euro' } });
    const [before, after] = [await framesOf(raw.task), await framesOf(smooth.task)];
    const run = JSON.parse(await readFile(await download(raw.task.result?.run_file, 'run.json'), 'utf8'));
    const ids = new Set(before.flatMap(({ instances }) => instances.map(({ track_id }) => track_id)));
    assert.equal(run.tracks, ids.size);
    assert.ok(ids.has(1) && ids.size <= 3, [...ids].join());
    const unsmoothed = (frames: Frame[]) =>
      frames.map(({ instances }) => instances.map((instance) => ({ ...instance, keypoints: null })));
    assert.deepEqual(unsmoothed(after), unsmoothed(before));
    assert.notDeepEqual(after[20], before[20]);
    assert.deepEqual(after[0], before[0], 'there is nothing to smooth in the first frame');
    const far = before.flatMap(({ instances }, frame) =>
      instances.flatMap(({ keypoints }, who) =>
        keypoints.map(([x, y], index) => {
          const [smoothX = 0, smoothY = 0] = after[frame]?.instances[who]?.keypoints[index] ?? [];
          return Math.hypot(smoothX - x, smoothY - y);
        }),
      ),
    );
    assert.ok(far.reduce((sum, distance) => sum + distance, 0) / far.length < 5, 'pixels on average');
  });

  it('heeds max_people and bbox_threshold', async () => {
    const one = await framesOf(
      (await work(people, { options: { max_people: 1, visualization: false } })).task,
    );
    assert.ok(one.every(({ instances }) => instances.length === 1));
    const none = await framesOf(
      (await work(people, { options: { bbox_threshold: 0.99, visualization: false } })).task,
    );
    assert.ok(none.every(({ instances }) => instances.length === 0));
  });

  it('uses the caller’s boxes frame by frame', async () => {
    const boxes = Array.from({ length: 45 }, (_, frame) => (frame % 2 === 0 ? [[300, 150, 600, 700]] : []));
    const { task } = await work(people, await boxesFile(boxes));
    const frames = await framesOf(task);
    assert.deepEqual(
      frames.map(({ instances }) => instances.length),
      boxes.map(({ length }) => length),
    );
    assert.deepEqual(frames[0]?.instances[0]?.bbox, [[300, 150, 600, 700]]);
  });

  it('refuses boxes for another number of frames', async () => {
    const { task, end } = await work(people, await boxesFile([[], []]));
    assert.equal(end.exitCode, 65);
    assert.equal(task.status, 'failed');
    assert.equal(task.error?.code, 'bboxes_invalid');
    assert.match(task.error?.message ?? '', /2 frames.*45/);
  });

  it('fails an unreadable video with a code', async () => {
    const file = join(folder, 'text.mp4');
    await writeFile(file, 'no video');
    const { task, end } = await work(file);
    assert.deepEqual([end.exitCode, task.status, task.error?.code], [65, 'failed', 'video_unreadable']);
    assert.deepEqual(measured(end).ends, [0, 1, 0, 0]);
  });

  it('fails a video that is gone', async () => {
    const { task } = await work(people, { video: { bucket: TEST_BUCKETS.media, key: 'media/ann/gone.mp4' } });
    assert.equal(task.error?.code, 'video_not_found');
  });

  it('fails a picture that is too wide', async () => {
    const file = join(folder, 'wide.mkv');
    await makeMedia({
      file,
      picture: 'color=black:size=8194x16:rate=5:duration=0.4',
      options: ['-c:v', 'ffv1'],
    });
    assert.equal((await work(file)).task.error?.code, 'too_large');
  });

  it('completes what is left of a torn file, with a warning', async () => {
    const file = join(folder, 'torn.mp4');
    await makeMedia({ file, options: [...H264, '-g', '10', '-movflags', '+faststart'] });
    await truncate(file, Math.floor((await readFile(file)).length * 0.6));
    const { task } = await work(file);
    assert.equal(task.status, 'completed');
    assert.equal(task.warnings?.[0]?.code, 'video_damaged');
    const frames = await framesOf(task);
    assert.ok(frames.length > 5 && frames.length < 50);
    const run = JSON.parse(await readFile(await download(task.result?.run_file, 'run.json'), 'utf8'));
    assert.equal(run.frames.written, frames.length);
    assert.equal(run.warnings.length, 1);
  });

  it('leaves a task to the job that has it', async () => {
    const record = await newTask(people);
    await transition(cloud.store, record.task_id, { type: 'submitted', run: 1, job: 'another-job' });
    const end = await startWorker([record.task_id]).ended;
    assert.equal(end.exitCode, 0);
    assert.equal((await taskOf(record)).status, 'queued');
  });

  async function untilFirstFrame(record: TaskRecord): Promise<void> {
    while ((await taskOf(record)).progress.frames_done === 0)
      await new Promise((wake) => setTimeout(wake, 50));
  }

  it('stops with exit code 75 on SIGTERM, and the next attempt completes', async () => {
    const record = await newTask(people);
    const worker = startWorker([record.task_id]);
    await untilFirstFrame(record);
    worker.kill('SIGTERM');
    const interrupted = await worker.ended;
    assert.equal(interrupted.exitCode, 75, interrupted.log);
    assert.deepEqual(measured(interrupted).ends, [0, 0, 1, 0]);
    assert.equal((await taskOf(record)).status, 'processing');
    assert.equal((await startWorker([record.task_id], worker.job).ended).exitCode, 0);
    const task = await taskOf(record);
    assert.deepEqual([task.status, task.attempt], ['completed', 2]);
    assert.match(task.result?.predictions_file ?? '', /\/1-2\//);
  });

  it('does not take a decoder that was killed for the end of the video', async () => {
    const record = await newTask(people);
    const worker = startWorker([record.task_id]);
    await untilFirstFrame(record);
    worker.killDecoder();
    const end = await worker.ended;
    assert.equal(end.exitCode, 1, end.log);
    assert.deepEqual(measured(end).ends, [0, 0, 0, 1]);
    assert.equal((await taskOf(record)).status, 'processing');
  });

  it('stops when the task is cancelled, and leaves no result', async () => {
    const record = await newTask(people);
    const worker = startWorker([record.task_id]);
    await untilFirstFrame(record);
    await transition(cloud.store, record.task_id, { type: 'cancelled', run: 1 });
    const end = await worker.ended;
    assert.equal(end.exitCode, 0, end.log);
    assert.equal((await taskOf(record)).status, 'cancelled');
    const prefix = `results/${record.task_id}/`;
    const list = await cloud.s3.send(
      new ListObjectsV2Command({ Bucket: TEST_BUCKETS.results, Prefix: prefix }),
    );
    assert.equal(list.KeyCount, 0);
  });
});
