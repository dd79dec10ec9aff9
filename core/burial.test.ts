import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleTask } from '../test/support/sample-task.ts';
import { planBurial } from './burial.ts';
import { nextState } from './states.ts';
import { isFinal, type TaskRecord } from './task.ts';

/** A task of the dead job `j`, or what became of it. */
const FATES: Record<string, Partial<TaskRecord>> = {
  waiting: { batch_job_id: 'j' },
  unwritten: {},
  'at work': { batch_job_id: 'j', status: 'processing', attempt: 1 },
  done: { batch_job_id: 'j', status: 'completed', attempt: 1 },
  failed: { batch_job_id: 'j', status: 'failed', attempt: 1 },
  'cancelled in the queue': { batch_job_id: 'j', status: 'cancelled' },
  'of another job': { batch_job_id: 'k', status: 'processing', attempt: 1 },
  'retried since': { run: 2, dead_jobs: ['j'] },
  'spared already': { spared: 1, dead_jobs: ['j'] },
  'struck already': { deaths: 1, dead_jobs: ['j'] },
};

function planned(fates: readonly string[], isDone = false): { spared: string[]; struck: string[] } {
  const there = fates.filter((fate) => fate !== 'deleted');
  const tasks = there.map((fate) => sampleTask({ ...FATES[fate], task_id: fate }));
  const { spared, struck } = planBurial(tasks, { id: 'j', tasks: fates.length, isDone });
  const idsOf = (records: TaskRecord[]) => records.map(({ task_id }) => task_id);
  return { spared: idsOf(spared), struck: idsOf(struck) };
}

for (const [name, fates, spared, struck] of [
  [
    'the one at work takes the blame',
    ['done', 'at work', 'waiting', 'unwritten'],
    ['waiting', 'unwritten'],
    ['at work'],
  ],
  ['between two tasks nobody does', ['done', 'waiting'], ['waiting'], []],
  ['a failure is an end as well', ['failed', 'waiting'], ['waiting'], []],
  ['before the first claim all do', ['waiting', 'unwritten'], [], ['waiting', 'unwritten']],
  [
    'one that was cancelled in the queue had not been begun',
    ['cancelled in the queue', 'waiting'],
    [],
    ['waiting'],
  ],
  [
    'who was deleted may have been the one',
    ['deleted', 'waiting', 'unwritten'],
    ['waiting', 'unwritten'],
    [],
  ],
  ['who was retried may have been the one', ['retried since', 'waiting'], ['waiting'], []],
  ['who was struck is the one, or all are', ['struck already', 'waiting'], [], ['waiting']],
  ['a task of another job is not touched', ['of another job', 'retried since', 'spared already'], [], []],
] as const) {
  test(name, () => assert.deepEqual(planned(fates), { spared, struck }));
}

test('a worker that came to its own end is blamed for what it had alone, not for what another job had', () => {
  const fates = ['unwritten', 'of another job', 'waiting'];
  assert.deepEqual(planned(fates, true), { spared: ['unwritten'], struck: ['waiting'] });
});

function applied(record: TaskRecord, type: 'spared' | 'died', final: boolean): TaskRecord {
  const event =
    type === 'spared'
      ? ({ type, run: record.run, job: 'j' } as const)
      : ({ type, run: record.run, job: 'j', final } as const);
  const state = nextState(record, event);
  if (state === undefined) return record;
  const { batch_job_id: _job, dead_jobs: _dead, ...rest } = record;
  return { ...rest, ...state };
}

/** Acts by the plan of what is there now, and dies after some writes, if at all. */
function bury(records: readonly TaskRecord[], final: boolean, writes = Infinity): TaskRecord[] {
  const { spared, struck } = planBurial(records, { id: 'j', tasks: records.length, isDone: false });
  const after = new Map(records.map((record) => [record.task_id, record]));
  const acts = [
    ...spared.map((record) => [record, 'spared'] as const),
    ...struck.map((record) => [record, 'died'] as const),
  ];
  for (const [record, type] of acts.slice(0, writes)) {
    after.set(record.task_id, applied(after.get(record.task_id) as TaskRecord, type, final));
  }
  return records.map(({ task_id }) => after.get(task_id) as TaskRecord);
}

/** A job of which the worker has come so far: some ended, at most one at work, the rest waiting. */
const job = fc
  .record({
    ended: fc.nat(3),
    atWork: fc.boolean(),
    rest: fc.array(fc.constantFrom('waiting', 'unwritten'), { maxLength: 4 }),
  })
  .map(({ ended, atWork, rest }) => {
    const fates = [...Array<string>(ended).fill('done'), ...(atWork ? ['at work'] : []), ...rest];
    return fates.map((fate) => sampleTask(FATES[fate]));
  });

test('however often the news comes, and wherever who acts on it dies, the end is the same', () => {
  fc.assert(
    fc.property(job, fc.boolean(), fc.array(fc.nat(6), { maxLength: 4 }), (records, final, halves) => {
      const once = bury(records, final);
      let often = records;
      for (const writes of halves) often = bury(often, final, writes);
      assert.deepEqual(bury(often, final), once);
      assert.deepEqual(bury(once, final), once);
    }),
  );
});

test('each dead job leaves nothing that waits for it, and has cost a task a death or ended one', () => {
  fc.assert(
    fc.property(job, fc.boolean(), (records, final) => {
      const after = bury(records, final);
      assert.ok(after.every(({ status, batch_job_id }) => isFinal(status) || batch_job_id === undefined));
      const deaths = after.filter((record) => record.deaths > 0).length;
      const left = records.filter(({ status }) => !isFinal(status)).length;
      if (left > 0) assert.ok(deaths > 0 || records.length > left);
      if (records.some(({ status }) => status === 'processing')) assert.equal(deaths, 1);
    }),
  );
});
