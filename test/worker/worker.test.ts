/** The worker as a process: what it makes of a video, and how it ends where it can't. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { findFfmpegPrograms } from '../../media/ffmpeg.ts';
import { startFileServer } from '../../models/testing/file-server.ts';
import { makeMedia } from '../media/make-media.ts';
import { frameTimes, streamsOf } from '../media/read-times.ts';
import { metricLines, TEST_STAGE } from '../support/captured-metrics.ts';
import { TEST_BUCKETS } from '../support/test-cloud.ts';
import { startWorker, type WorkerEnd } from './worker-process.ts';
import { type Frame, WorkerTasks } from './worker-tasks.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];

describe('the worker as a process', () => {
  let tasks: WorkerTasks;
  let people: string;
  before(async () => {
    process.env[ENV.stage] = TEST_STAGE;
    tasks = await WorkerTasks.open('movenet-thunder');
    people = join(tasks.folder, 'people.mp4');
    await renderDemoClip(people, { frames: 45 });
  });
  after(() => tasks.close());

  /** What the worker has measured, as it told on its output. */
  function measured({ log }: WorkerEnd): Record<string, unknown> {
    const [line, ...more] = metricLines(log);
    assert.ok(line !== undefined && more.length === 0, log);
    const { TasksCompleted, TasksFailed, TasksInterrupted, WorkersDied, ...values } = line;
    return { ...values, ends: [TasksCompleted, TasksFailed, TasksInterrupted, WorkersDied] };
  }

  it('turns a video into predictions, a drawn video and run.json', async () => {
    const { task, end } = await tasks.work(people);
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
    const frames = await tasks.framesOf(task);
    assert.deepEqual(
      frames.map(({ frame_id }) => frame_id),
      [...Array(45).keys()],
    );
    assert.ok(frames.every(({ instances }) => instances.length >= 1 && instances.length <= 3));
    assert.equal(frames[0]?.instances[0]?.keypoints.length, 17);
    const drawn = await tasks.download(task.result?.visualization_file, 'drawn.mp4');
    assert.equal((await frameTimes(drawn)).length, 45);
    assert.deepEqual(
      (await streamsOf(drawn)).map(({ codec_name }) => codec_name),
      ['h264', 'aac'],
    );
    const run = await tasks.runOf(task);
    assert.deepEqual(run.frames, { decoded: 45, selected: 45, predicted: 45, written: 45 });
    assert.match(run.networks[0].sha256, /^[0-9a-f]{64}$/);
  });

  it('ends a task whose model may not be fetched, or whose settings make no sense, and says what to do', async (t) => {
    t.after(() => {
      for (const name of [ENV.modelDownloads, ENV.provider]) delete process.env[name];
    });
    process.env[ENV.modelDownloads] = 'forbidden';
    const missing = await tasks.work(people, { model: 'rtmpose-t' });
    assert.equal(missing.end.exitCode, EXIT.badInput, missing.end.log);
    assert.equal(missing.task.error?.code, 'model_unavailable');
    assert.match(missing.task.error.message, /rtmpose-t .*models -- pull rtmpose-t/);
    process.env[ENV.provider] = 'gpu';
    const wrong = await tasks.work(people);
    assert.equal(wrong.end.exitCode, EXIT.badInput, wrong.end.log);
    assert.deepEqual([wrong.task.status, wrong.task.error?.code], ['failed', 'internal']);
    assert.match(
      wrong.task.error?.message ?? '',
      /POSEFLEET_PROVIDER must be cpu, cuda, webgpu or auto, not gpu/,
    );
  });

  it('tells how long its work took, in run.json, in metrics, and in logs that name the task', async () => {
    const { task, end } = await tasks.work(people);
    const run = await tasks.runOf(task);
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
    const { task } = await tasks.work(people, { options });
    assert.deepEqual(
      (await tasks.framesOf(task)).map(({ frame_id }) => frame_id),
      [12, 16, 20, 24, 28],
    );
    assert.equal(task.result?.visualization_file, null);
    assert.equal(task.result?.visualization_dir, null);
  });

  it('fails with range_empty where no frame is', async () => {
    const { task, end } = await tasks.work(people, { options: { start_seconds: 100 } });
    assert.deepEqual([end.exitCode, task.error?.code], [65, 'range_empty']);
  });

  it('follows people between detector frames', async () => {
    const options = { detect_every: 5, visualization: false };
    const every = await tasks.framesOf(
      (await tasks.work(people, { model: 'movenet-thunder', options: { visualization: false } })).task,
    );
    const some = await tasks.framesOf((await tasks.work(people, { model: 'movenet-thunder', options })).task);
    const found = (frames: Frame[]) => frames.reduce((sum, { instances }) => sum + instances.length, 0);
    assert.ok(found(some) >= 0.9 * found(every), `${found(some)} of ${found(every)} people`);
    assert.notDeepEqual(some, every);
    assert.deepEqual(some[5], every[5], 'detector frames are the same');
  });

  it('gives people tracks, and smooths their keypoints along these when that is asked for', async () => {
    const raw = await tasks.work(people, { options: { visualization: false } });
    const smooth = await tasks.work(people, { options: { visualization: false, smoothing: 'one_euro' } });
    const [before, after] = [await tasks.framesOf(raw.task), await tasks.framesOf(smooth.task)];
    const run = await tasks.runOf(raw.task);
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
    const one = await tasks.framesOf(
      (await tasks.work(people, { options: { max_people: 1, visualization: false } })).task,
    );
    assert.ok(one.every(({ instances }) => instances.length === 1));
    const none = await tasks.framesOf(
      (await tasks.work(people, { options: { bbox_threshold: 0.99, visualization: false } })).task,
    );
    assert.ok(none.every(({ instances }) => instances.length === 0));
  });

  it('fails an unreadable video with a code', async () => {
    const file = join(tasks.folder, 'text.mp4');
    await writeFile(file, 'no video');
    const { task, end } = await tasks.work(file);
    assert.deepEqual([end.exitCode, task.status, task.error?.code], [65, 'failed', 'video_unreadable']);
    assert.deepEqual(measured(end).ends, [0, 1, 0, 0]);
  });

  it('does not wait for a model when there is no video', async (t) => {
    t.after(() => delete process.env[ENV.modelMirrors]);
    let given = 0;
    await using mirror = await startFileServer();
    mirror.serveAll((_request, response) => {
      const drip = setInterval(() => (++given < 300 ? response.write('.') : response.end()), 100);
      response.on('close', () => clearInterval(drip));
    });
    process.env[ENV.modelMirrors] = mirror.at('/');
    const file = join(tasks.folder, 'text.mp4');
    await writeFile(file, 'This is no video.');
    const { task, end } = await tasks.work(file, { model: 'rtmpose-t' });
    assert.deepEqual([end.exitCode, task.error?.code], [EXIT.badInput, 'video_unreadable'], end.log);
    assert.ok(mirror.seen.length > 0 && given < 300, `${given} of the model's bytes were waited for`);
  });

  it('fails a video that is gone', async () => {
    const { task } = await tasks.work(people, {
      video: { bucket: TEST_BUCKETS.media, key: 'media/ann/gone.mp4' },
    });
    assert.equal(task.error?.code, 'video_not_found');
  });

  it('fails a picture that is too wide', async () => {
    const file = join(tasks.folder, 'wide.mkv');
    await makeMedia({
      file,
      picture: 'color=black:size=8194x16:rate=5:duration=0.4',
      options: ['-c:v', 'ffv1'],
    });
    assert.equal((await tasks.work(file)).task.error?.code, 'too_large');
  });

  it('completes what is left of a torn file, with a warning', async () => {
    const file = join(tasks.folder, 'torn.mp4');
    await makeMedia({ file, options: [...H264, '-g', '10', '-movflags', '+faststart'] });
    await truncate(file, Math.floor((await readFile(file)).length * 0.6));
    const { task } = await tasks.work(file);
    assert.equal(task.status, 'completed');
    assert.equal(task.warnings?.[0]?.code, 'video_damaged');
    const frames = await tasks.framesOf(task);
    assert.ok(frames.length > 5 && frames.length < 50);
    const run = await tasks.runOf(task);
    assert.equal(run.frames.written, frames.length);
    assert.equal(run.warnings.length, 1);
  });

  it('leaves a task to the job that has it', async () => {
    const record = await tasks.create(await tasks.upload(people));
    await tasks.apply(record, { type: 'submitted', run: 1, job: 'another-job' });
    const end = await startWorker([record.task_id]).ended;
    assert.equal(end.exitCode, 0);
    assert.equal((await tasks.read(record)).status, 'queued');
  });

  it('stops with exit code 75 on SIGTERM, and the next attempt completes', async () => {
    const record = await tasks.create(await tasks.upload(people));
    const worker = startWorker([record.task_id]);
    await tasks.firstFrame(record);
    worker.kill('SIGTERM');
    const interrupted = await worker.ended;
    assert.equal(interrupted.exitCode, 75, interrupted.log);
    assert.deepEqual(measured(interrupted).ends, [0, 0, 1, 0]);
    assert.equal((await tasks.read(record)).status, 'processing');
    assert.equal((await startWorker([record.task_id], worker.job).ended).exitCode, 0);
    const task = await tasks.read(record);
    assert.deepEqual([task.status, task.attempt], ['completed', 2]);
    assert.match(task.result?.predictions_file ?? '', /\/1-2\//);
  });

  it('does not take a decoder that was killed for the end of the video', async () => {
    const record = await tasks.create(await tasks.upload(people));
    const worker = startWorker([record.task_id]);
    await tasks.firstFrame(record);
    worker.killDecoder();
    const end = await worker.ended;
    assert.equal(end.exitCode, 1, end.log);
    assert.deepEqual(measured(end).ends, [0, 0, 0, 1]);
    assert.equal((await tasks.read(record)).status, 'processing');
  });

  /** Has `script` run in place of the ffmpeg that extracts the sound; every other one is the real one. */
  async function replaceSoundExtraction(script: string, t: { after(work: () => void): void }): Promise<void> {
    const file = join(tasks.folder, `ffmpeg-${randomUUID()}.sh`);
    const lines = ['#!/bin/sh', `case "$*" in *sound.mp4*) ${script};; esac`];
    await writeFile(file, [...lines, `exec '${findFfmpegPrograms().ffmpeg}' "$@"`, ''].join('\n'), {
      mode: 0o755,
    });
    const before = process.env.FFMPEG_PATH;
    process.env.FFMPEG_PATH = file;
    t.after(() => {
      if (before === undefined) delete process.env.FFMPEG_PATH;
      else process.env.FFMPEG_PATH = before;
    });
  }

  it('does not take an extraction of sound that was killed for sound that cannot be read', async (t) => {
    const record = await tasks.create(await tasks.upload(people));
    await replaceSoundExtraction('kill -KILL $$', t);
    const end = await startWorker([record.task_id]).ended;
    assert.equal(end.exitCode, 1, end.log);
    assert.match(end.log, /ffmpeg was killed with signal SIGKILL/);
    assert.equal((await tasks.read(record)).status, 'processing');
  });

  it('tells of a disk that the sound has filled, and of sound that cannot be read', async (t) => {
    const record = await tasks.create(await tasks.upload(people));
    await replaceSoundExtraction("echo 'sound.mp4: No space left on device' >&2; exit 1", t);
    await startWorker([record.task_id]).ended;
    const { status, error } = await tasks.read(record);
    assert.deepEqual([status, error?.code], ['failed', 'disk_full']);
    await replaceSoundExtraction("echo 'sound.mp4: Invalid data' >&2; exit 1", t);
    const other = await tasks.create(await tasks.upload(people));
    await startWorker([other.task_id]).ended;
    const task = await tasks.read(other);
    assert.deepEqual([task.status, task.warnings?.map(({ code }) => code)], ['completed', ['sound_lost']]);
  });

  it('stops when the task is cancelled, and leaves no result', async () => {
    const record = await tasks.create(await tasks.upload(people));
    const worker = startWorker([record.task_id]);
    await tasks.firstFrame(record);
    await tasks.apply(record, { type: 'cancelled', run: 1 });
    const end = await worker.ended;
    assert.equal(end.exitCode, 0, end.log);
    assert.equal((await tasks.read(record)).status, 'cancelled');
    assert.deepEqual(await tasks.keysOf(record), []);
  });
});
