import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planSessions, type SessionNeeds } from './session-plan.ts';

const GB = 1e9;
const GIB = 1024 ** 3;

const NANO: SessionNeeds = {
  provider: 'cpu',
  threads: 16,
  weightBytes: 0.01 * GB,
  memoryBytes: 12 * GIB,
  machineBytes: 64 * GIB,
};

test('small models get a session of one thread for each thread', () => {
  assert.deepEqual(planSessions(NANO), { sessions: 16, threadsEach: 1 });
});

test('ViTPose-h on 16 cores in 12 GiB: fewer sessions with more threads each', () => {
  assert.deepEqual(planSessions({ ...NANO, weightBytes: 2.55 * GB }), { sessions: 2, threadsEach: 8 });
});

test('threads are not left idle for one session more', () => {
  const needs = { ...NANO, threads: 4, weightBytes: 2.55 * GB, memoryBytes: 12 * GIB };
  assert.deepEqual(planSessions(needs), { sessions: 2, threadsEach: 2 });
});

test('a job without a limit has the memory of the machine', () => {
  for (const memoryBytes of [2 ** 64, 0]) {
    const needs = { ...NANO, weightBytes: 2.55 * GB, memoryBytes, machineBytes: 12 * GIB };
    assert.deepEqual(planSessions(needs), { sessions: 2, threadsEach: 8 });
  }
});

test('one session on a GPU', () => {
  for (const provider of ['cuda', 'webgpu'] as const)
    assert.deepEqual(planSessions({ ...NANO, provider }), { sessions: 1, threadsEach: 1 });
});

test('there is always a session, never more threads than allowed, and never more weights than memory', () => {
  const needs = fc.record({
    provider: fc.constant('cpu' as const),
    threads: fc.integer({ min: 1, max: 192 }),
    weightBytes: fc.integer({ min: 1, max: 4 * GB }),
    memoryBytes: fc.integer({ min: 1, max: 256 * GB }),
    machineBytes: fc.constant(256 * GB),
  });
  fc.assert(
    fc.property(needs, (given) => {
      const { sessions, threadsEach } = planSessions(given);
      assert.ok(sessions >= 1 && threadsEach >= 1 && sessions * threadsEach <= given.threads);
      assert.ok(sessions === 1 || sessions * given.weightBytes < given.memoryBytes);
    }),
  );
});
