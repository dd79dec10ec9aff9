/** Workers that are interrupted or killed, as processes: what is finished is kept, and nobody waits for it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENV } from '../../core/environment.ts';
import { EXIT, RETRY_RULES } from '../../core/exit-codes.ts';
import type { TaskRecord } from '../../core/task.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { remakeMedia } from '../media/make-media.ts';
import { addSlowModel, SLOW_MODEL } from './slow-model.ts';
import { startWorker } from './worker-process.ts';
import { until, WorkerTasks } from './worker-tasks.ts';

/** Frames of the video, and of a chunk. */
const [FRAMES, CHUNK] = [120, 15];
/** Milliseconds within which an interrupted worker is gone. */
const GONE_MS = 20_000;

describe('a worker that does not come to the end', () => {
  let tasks: WorkerTasks;
  let video: TaskRecord['video'];
  let calm: string;
  before(async () => {
    process.env[ENV.chunkSeconds] = String(CHUNK / 30);
    tasks = await WorkerTasks.open();
    const people = join(tasks.folder, 'people.mp4');
    await renderDemoClip(people, { frames: FRAMES });
    const after = ['-vf', 'scale=640:360', '-c:v', 'libx264', '-g', '30', '-c:a', 'copy'];
    video = await tasks.upload(await remakeMedia(people, join(tasks.folder, 'small.mp4'), { after }));
    const task = await tasks.create(video);
    await startWorker([task.task_id]).ended;
    calm = await predictionsOf(await tasks.read(task));
  });
  after(() => tasks.close());

  const predictionsOf = ({ result }: TaskRecord) => tasks.textAt(result?.predictions_file);
  const chunkKeys = (record: TaskRecord) => tasks.keysOf(record, 'chunks/');

  function restore(name: string, value: string | undefined): void {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }

  /** Number of chunks that another attempt will find. */
  async function savedChunks(record: TaskRecord): Promise<number> {
    return (await chunkKeys(record)).filter((key) => key.endsWith('.json')).length;
  }

  /** Another attempt of the same job comes to the end with the result of a calm run, and leaves no chunks. */
  async function assertResumes(record: TaskRecord, job: string): Promise<{ chunks: number; frames: number }> {
    const saved = await savedChunks(record);
    const end = await startWorker([record.task_id], job).ended;
    assert.equal(end.exitCode, 0, end.log);
    const task = await tasks.read(record);
    assert.equal(task.status, 'completed');
    assert.equal(task.progress.frames_done, FRAMES);
    assert.equal(await predictionsOf(task), calm);
    const { resumed } = await tasks.runOf(task);
    assert.deepEqual(resumed, { chunks: saved, frames: saved * CHUNK });
    assert.deepEqual(await chunkKeys(record), []);
    return resumed;
  }

  it('saves what is finished on SIGTERM, and is gone within 20 s with exit code 75', async () => {
    const record = await tasks.create(video);
    const worker = startWorker([record.task_id]);
    await until(async () => (await savedChunks(record)) >= 1);
    const done = (await tasks.read(record)).progress.frames_done;
    const asked = Date.now();
    worker.kill('SIGTERM');
    const end = await worker.ended;
    assert.equal(end.exitCode, 75, end.log);
    assert.ok(Date.now() - asked < GONE_MS, `${Date.now() - asked} ms`);
    const { frames } = await assertResumes(record, worker.job);
    assert.ok(frames + CHUNK > done, `${done} frames were done, ${frames} of them are not done again`);
  });

  it('was interrupted, whenever it is asked to stop in its first moments: another attempt follows', async () => {
    const record = await tasks.create(video);
    for (const milliseconds of [0, 200, 400, 600]) {
      const worker = startWorker([record.task_id], 'a-job');
      await sleep(milliseconds);
      worker.kill('SIGTERM');
      const { exitCode, log } = await worker.ended;
      const code = /ended by SIGTERM/.test(log) ? EXIT.unheeded : exitCode;
      assert.ok(code === EXIT.unheeded || code === EXIT.interrupted, `${milliseconds} ms: ${code}, ${log}`);
      const rule = RETRY_RULES.find(({ onExitCode }) => onExitCode === String(code));
      assert.equal(rule?.action, 'RETRY');
    }
    assert.equal((await tasks.read(record)).deaths, 0);
  });

  it('is gone within 20 s though a network is at work that takes longer: another attempt follows', async (t) => {
    const before = { ...process.env };
    t.after(() => {
      for (const name of [ENV.models, ENV.defaultModel]) restore(name, before[name]);
    });
    Object.assign(process.env, await addSlowModel(tasks.folder));
    const record = await tasks.create(video, { model: SLOW_MODEL });
    const worker = startWorker([record.task_id]);
    await until(async () => (await tasks.read(record)).progress.stage === 'poses');
    await sleep(2_000);
    const asked = Date.now();
    worker.kill('SIGTERM');
    const { log } = await worker.ended;
    assert.ok(Date.now() - asked < GONE_MS, `${Date.now() - asked} ms`);
    assert.match(log, /ended by SIGTERM$/);
  });

  it('has saved what was finished when it is killed, but for one chunk', async () => {
    const record = await tasks.create(video);
    const worker = startWorker([record.task_id]);
    await until(async () => (await savedChunks(record)) >= 2);
    const done = (await tasks.read(record)).progress.frames_done;
    worker.kill('SIGKILL');
    await worker.ended;
    const { chunks } = await assertResumes(record, worker.job);
    assert.ok((chunks + 2) * CHUNK > done, `${done} frames were done, ${chunks} chunks are not done again`);
  });
});
