import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { sampleTask } from '../test/support/sample-task.ts';
import { ENV } from './environment.ts';
import { FUNCTIONS } from './functions.ts';
import {
  CLIPS_A_JOB,
  type Clip,
  clipsAJob,
  mayBeReserved,
  mayShareJob,
  packClips,
  RESERVED_SECONDS,
  SHORT_CLIP,
  shareKey,
} from './short-clips.ts';
import type { TaskRecord } from './task.ts';

afterEach(() => {
  delete process.env[ENV.groupTasks];
});

const small = (fields: Partial<TaskRecord> = {}) => sampleTask({ video_bytes: 1000, ...fields });

test('a small file in its first run may share a job; what has died, was retried or is not known to be small goes alone', () => {
  assert.ok(mayShareJob(small()));
  assert.ok(mayShareJob(small({ spared: 1, dead_jobs: ['j'] })));
  const { video_bytes: _unknown, ...unknown } = small();
  for (const record of [
    unknown as TaskRecord,
    small({ video_bytes: SHORT_CLIP.bytes + 1 }),
    small({ run: 2 }),
    small({ deaths: 1 }),
    small({ attempt: 1 }),
    small({ spared: 9 }),
  ]) {
    assert.ok(!mayShareJob(record), JSON.stringify(record));
  }
});

test('tasks share a job when owner, model, detector, preset and the kind of boxes are the same', () => {
  const like = shareKey(small());
  assert.equal(shareKey(small({ options: { bbox_threshold: 0.5 } })), like);
  for (const other of [
    { owner: 'bob' },
    { model: 'movenet-thunder' },
    { options: { detector: 'yolox-nano' } },
    { options: { preset: 'balanced' } },
    { bboxes: { bucket: 'media', key: 'a.json' } },
  ] as Partial<TaskRecord>[]) {
    assert.notEqual(shareKey(small(other)), like, JSON.stringify(other));
  }
});

test('a task is reserved while it waits, by one, and for a time', () => {
  const now = '2026-01-01T00:00:10.000Z';
  assert.ok(mayBeReserved(small(), now));
  assert.ok(mayBeReserved(small({ reserved_until: '2026-01-01T00:00:10.000Z' }), now));
  assert.ok(!mayBeReserved(small({ reserved_until: '2026-01-01T00:00:10.001Z' }), now));
  assert.ok(!mayBeReserved(small({ batch_job_id: 'j' }), now));
  assert.ok(!mayBeReserved(small({ status: 'cancelled' }), now));
  assert.ok(RESERVED_SECONDS > FUNCTIONS.dispatch.timeoutSeconds, 'its dispatcher is gone by then');
});

test('the setting turns grouping off, and is kept within bounds', () => {
  assert.equal(clipsAJob(), CLIPS_A_JOB.tasks);
  process.env[ENV.groupTasks] = '1';
  assert.ok(!mayShareJob(small()));
  process.env[ENV.groupTasks] = '100000';
  assert.equal(clipsAJob(), 100);
  process.env[ENV.groupTasks] = '0';
  assert.throws(clipsAJob, /POSEFLEET_GROUP_TASKS/);
});

const anyClip = fc.record({
  seconds: fc.option(fc.double({ min: 0.1, max: 60, noNaN: true }), { nil: undefined }),
  bytes: fc.option(fc.nat(2 * SHORT_CLIP.bytes), { nil: undefined }),
});

test('every clip is in one job, in order, within the bounds; a long one is alone', () => {
  fc.assert(
    fc.property(fc.array(anyClip, { maxLength: 60 }), fc.integer({ min: 2, max: 25 }), (facts, most) => {
      const clips: Clip[] = facts.map((fact) => ({ ...fact, record: small() }));
      const byRecord = new Map(clips.map((clip) => [clip.record, clip]));
      const jobs = packClips(clips, most);
      assert.deepEqual(new Set(jobs.flat()), new Set(byRecord.keys()));
      assert.equal(jobs.flat().length, clips.length);
      for (const job of jobs) {
        const its = job.map((record) => byRecord.get(record) as Clip);
        assert.ok(job.length >= 1 && job.length <= most);
        assert.deepEqual(
          its,
          clips.filter((clip) => its.includes(clip)),
          'in order',
        );
        if (job.length === 1) continue;
        const seconds = its.map((clip) => clip.seconds ?? SHORT_CLIP.seconds);
        assert.ok(seconds.every((length) => length <= SHORT_CLIP.seconds));
        assert.ok(seconds.reduce((sum, length) => sum + length, 0) <= CLIPS_A_JOB.seconds);
        assert.ok(its.every(({ bytes = 0 }) => bytes <= SHORT_CLIP.bytes));
      }
    }),
  );
});

test('100 clips of 2 s make four jobs', () => {
  const clips = Array.from({ length: 100 }, () => ({ record: small(), seconds: 2, bytes: 1000 }));
  assert.deepEqual(
    packClips(clips).map(({ length }) => length),
    [25, 25, 25, 25],
  );
});
