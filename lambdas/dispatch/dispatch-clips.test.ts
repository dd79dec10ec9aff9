import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { CLIPS_A_JOB, SHORT_CLIP } from '../../core/short-clips.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readRecords } from '../../core/store/read-items.ts';
import { readTask } from '../../core/store/read-task.ts';
import { reserveTask } from '../../core/store/reserve-task.ts';
import { transition } from '../../core/store/transition.ts';
import type { TaskRecord } from '../../core/task.ts';
import { makeMedia, temporaryFolder } from '../../test/media/make-media.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { sqsEvent, startTestCloud, TEST_BUCKETS, type TestCloud } from '../../test/support/test-cloud.ts';
import { handler } from '../dispatch.ts';

const NO_FAILURES = { batchItemFailures: [] };

describe('short clips that wait together', () => {
  let cloud: TestCloud;
  let folder: string;
  let owner: string;
  let created = 0;
  before(async () => {
    [cloud, folder] = await Promise.all([startTestCloud(), temporaryFolder()]);
    await put('short.mp4', 2);
    await put('long.mp4', SHORT_CLIP.seconds + 5);
  });
  after(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    owner = randomUUID();
    delete process.env[ENV.groupTasks];
    cloud.batch.submitted.length = 0;
    cloud.batch.terminated.length = 0;
    cloud.batch.refusal = undefined;
    cloud.batch.onSubmit = async () => undefined;
  });

  async function put(key: string, seconds: number): Promise<void> {
    const picture = `testsrc=size=64x48:rate=2:duration=${seconds}`;
    const file = await makeMedia({ file: join(folder, key), picture, options: ['-c:v', 'libx264'] });
    const object = { Bucket: TEST_BUCKETS.media, Key: key, Body: await readFile(file) };
    await cloud.s3.send(new PutObjectCommand(object));
  }

  async function newClip(fields: Partial<TaskRecord> = {}): Promise<string> {
    created += 1;
    const video = { bucket: TEST_BUCKETS.media, key: 'short.mp4' };
    const created_at = new Date(Date.now() + created).toISOString();
    const task = sampleTask({ owner, video, video_bytes: 1000, created_at, ...fields });
    await createTask(cloud.store, task);
    return task.task_id;
  }

  async function newClips(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) ids.push(await newClip());
    return ids;
  }

  const deliver = (...ids: string[]) =>
    handler(sqsEvent(...ids.map((task_id) => JSON.stringify({ task_id }))));

  /** The tasks of each job, in the order in which they were submitted. */
  function jobs(): string[][] {
    return cloud.batch.submitted.map(({ containerOverrides }) => {
      const list = containerOverrides?.environment?.find(({ name }) => name === ENV.taskIds)?.value;
      return JSON.parse(list ?? '[]');
    });
  }

  const tasks = (ids: string[]) => readRecords(cloud.store, ids);

  it('share one job, whose name says how many they are, by the message of one of them', async () => {
    const ids = await newClips(4);
    assert.deepEqual(await deliver(ids[0] as string), NO_FAILURES);
    assert.deepEqual(jobs(), [ids]);
    assert.equal(cloud.batch.submitted[0]?.jobName, `posefleet-walk-${ids[0]}-and-3-more`);
    for (const task of await tasks(ids)) {
      assert.deepEqual([task.batch_job_id, task.reserved_until], ['job-1', undefined]);
    }
    assert.deepEqual(await deliver(...ids), NO_FAILURES);
    assert.equal(jobs().length, 1);
  });

  it('by messages that come together too, each of which is taken once', async () => {
    const ids = await newClips(3);
    await deliver(...ids, ids[0] as string);
    assert.deepEqual(jobs(), [ids]);
  });

  it('up to the bound', async () => {
    const ids = await newClips(CLIPS_A_JOB.tasks + 2);
    await deliver(ids[0] as string);
    assert.deepEqual(jobs(), [ids.slice(0, CLIPS_A_JOB.tasks)]);
    await deliver(...ids.slice(-2));
    assert.deepEqual(jobs()[1], ids.slice(-2));
  });

  it('unless the setting says otherwise', async () => {
    process.env[ENV.groupTasks] = '1';
    const ids = await newClips(2);
    await deliver(...ids);
    assert.deepEqual(new Set(jobs().flat()), new Set(ids));
    assert.equal(jobs().length, 2);
  });

  it('but not with those of another owner or model, long or large ones, and what died or was retried', async () => {
    const others = [
      await newClip({ owner: randomUUID() }),
      await newClip({ model: 'movenet-thunder' }),
      await newClip({ video_bytes: SHORT_CLIP.bytes + 1 }),
      await newClip({ deaths: 1 }),
      await newClip({ run: 2 }),
    ];
    const first = await newClip();
    const long = await newClip({ video: { bucket: TEST_BUCKETS.media, key: 'long.mp4' } });
    const second = await newClip();
    await deliver(first, ...others);
    const made = jobs();
    assert.equal(made.length, 7);
    assert.ok(made.some((job) => job.join() === [first, second].join()));
    for (const id of [...others, long]) assert.ok(made.some((job) => job.join() === id));
  });

  it('one that is refused by its header fails alone', async (t) => {
    process.env[ENV.maxVideoSeconds] = '10';
    t.after(() => delete process.env[ENV.maxVideoSeconds]);
    const first = await newClip();
    const long = await newClip({ video: { bucket: TEST_BUCKETS.media, key: 'long.mp4' } });
    const last = await newClip();
    await deliver(first);
    assert.deepEqual(jobs(), [[first, last]]);
    assert.equal((await readTask(cloud.store, long))?.error?.code, 'too_long');
  });

  it('of dispatchers at the same time each takes its own', async () => {
    const ids = await newClips(20);
    await Promise.all(ids.map((id) => deliver(id)));
    const submitted = jobs().flat();
    assert.deepEqual(submitted.toSorted(), ids.toSorted(), 'each task is in one job');
    assert.deepEqual(cloud.batch.terminated, []);
    for (const task of await tasks(ids)) assert.ok(task.batch_job_id !== undefined);
  });

  it('a message whose task somebody is about to submit is done, until that one must have died', async () => {
    const id = await newClip();
    const now = new Date();
    const reserve = (until: number) =>
      reserveTask(
        cloud.store,
        { task_id: id },
        { now: now.toISOString(), until: new Date(until).toISOString() },
      );
    await reserve(now.getTime() + 10_000);
    assert.deepEqual(await deliver(id), NO_FAILURES);
    assert.deepEqual(jobs(), []);
    await transition(cloud.store, id, { type: 'died', run: 1, job: 'x', final: false });
    await deliver(id);
    assert.deepEqual(jobs(), [[id]], 'what has died goes its own way');
    const other = await newClip({ reserved_until: new Date(now.getTime() - 1).toISOString() });
    await deliver(other);
    assert.deepEqual(jobs()[1], [other]);
  });

  it('when Batch refuses, all are let go of, and the same message brings them together again', async () => {
    const ids = await newClips(3);
    cloud.batch.refusal = { status: 400, type: 'ClientException' };
    const [first = '', second = ''] = ids;
    const answer = await deliver(first);
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    for (const task of await tasks(ids)) {
      assert.deepEqual([task.batch_job_id, task.reserved_until], [undefined, undefined]);
    }
    cloud.batch.refusal = undefined;
    await transition(cloud.store, second, { type: 'cancelled', run: 1 });
    assert.deepEqual(await deliver(first), NO_FAILURES);
    assert.deepEqual(jobs(), [[first, ids[2]]]);
  });

  it('one that is cancelled meanwhile does not end the job of the others; when all are, it ends', async () => {
    const some = await newClips(3);
    const cancel = (ids: readonly string[]) => async () => {
      for (const id of ids) await transition(cloud.store, id, { type: 'cancelled', run: 1 });
    };
    cloud.batch.onSubmit = cancel(some.slice(0, 2));
    await deliver(some[0] as string);
    assert.deepEqual(cloud.batch.terminated, []);
    assert.equal((await readTask(cloud.store, some[2] as string))?.batch_job_id, 'job-1');
    const all = await newClips(2);
    cloud.batch.onSubmit = cancel(all);
    await deliver(all[0] as string);
    assert.deepEqual(
      cloud.batch.terminated.map(({ jobId }) => jobId),
      ['job-2'],
    );
  });
});
