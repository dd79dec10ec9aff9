import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UNEXPLAINED_DEATHS } from './exit-codes.ts';
import { nextState, type TaskEvent, type TaskState } from './states.ts';
import { isFinal } from './task.ts';

const QUEUED: TaskState = { run: 1, attempt: 0, deaths: 0, status: 'queued' };
const RUNS = 1000;

/** The order in which a task's state may only grow. */
function order({ run, attempt, deaths, spared = 0, status, batch_job_id }: TaskState): number[] {
  const rank = isFinal(status) ? 3 : status === 'processing' ? 2 : batch_job_id === undefined ? 0 : 1;
  return [run, attempt, deaths, spared, rank];
}

function isGreater(a: number[], b: number[]): boolean {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index >= 0 && (a[index] as number) > (b[index] as number);
}

/** Every state on the way, the first one too. */
function history(events: readonly TaskEvent[], start = QUEUED): TaskState[] {
  const states = [start];
  for (const event of events) {
    const next = nextState(states.at(-1) as TaskState, event);
    if (next !== undefined) states.push(next);
  }
  return states;
}

function endOf(events: readonly TaskEvent[], start = QUEUED): TaskState {
  return history(events, start).at(-1) as TaskState;
}

const run = fc.integer({ min: 1, max: 3 });
const job = fc.constantFrom('a', 'b', 'c');
const attempt = fc.integer({ min: 0, max: 4 });

/** Anything that the API, dispatchers, workers, the reconciler, the dead-letter queue and the sweeper may say. */
const anyEvent: fc.Arbitrary<TaskEvent> = fc.oneof(
  fc.record({ type: fc.constant('submitted' as const), run, job }),
  fc.record({ type: fc.constant('claimed' as const), run, job }),
  fc.record({
    type: fc.constant('finished' as const),
    run,
    attempt,
    job,
    status: fc.constantFrom('completed' as const, 'failed' as const),
  }),
  fc.record({ type: fc.constant('died' as const), run, job, final: fc.boolean() }),
  fc.record({ type: fc.constant('spared' as const), run, job }),
  fc.record({ type: fc.constant('abandoned' as const), run }),
  fc.record({ type: fc.constant('cancelled' as const), run }),
  fc.record({ type: fc.constant('retried' as const), run }),
);
const anyHistory = fc.array(anyEvent, { maxLength: 60 });

function check(property: Parameters<typeof fc.assert>[0]): void {
  fc.assert(property as fc.IProperty<unknown>, { numRuns: RUNS });
}

test('each change is a step up in (run, attempt, deaths, spared, rank)', () => {
  check(
    fc.property(anyHistory, (events) => {
      const states = history(events);
      for (const [index, state] of states.slice(1).entries()) {
        assert.ok(isGreater(order(state), order(states[index] as TaskState)));
      }
    }),
  );
});

test('an event that has been heeded changes nothing when it comes again', () => {
  // A claim is the exception: Batch starts a job again under the same id, and each start is an attempt.
  check(
    fc.property(anyHistory, anyEvent, (events, event) => {
      if (event.type === 'claimed') return;
      const before = endOf(events);
      const after = nextState(before, event);
      if (after !== undefined) assert.equal(nextState(after, event), undefined);
    }),
  );
});

test('a run has one end, and only a retry leaves it', () => {
  check(
    fc.property(anyHistory, (events) => {
      const ends = history(events).filter(({ status }) => isFinal(status));
      assert.equal(new Set(ends.map((state) => state.run)).size, ends.length);
      for (const end of ends) {
        for (const event of events) {
          const next = nextState(end, event);
          if (next !== undefined) assert.deepEqual([event.type, next.run], ['retried', end.run + 1]);
        }
      }
    }),
  );
});

test('completed is never left, not even by a retry', () => {
  check(
    fc.property(anyHistory, anyEvent, (events, event) => {
      const end = endOf(events);
      if (end.status === 'completed') assert.equal(nextState(end, event), undefined);
    }),
  );
});

test('only the job and attempt that hold a task can finish it', () => {
  check(
    fc.property(anyHistory, anyEvent, (events, event) => {
      const before = endOf(events);
      const after = nextState(before, event);
      if (after === undefined || event.type !== 'finished') return;
      assert.deepEqual(
        [event.run, event.job, event.attempt, 'processing'],
        [before.run, before.batch_job_id, before.attempt, before.status],
      );
    }),
  );
});

test('a job that has not claimed a task cannot finish it', () => {
  const submitted = endOf([{ type: 'submitted', run: 1, job: 'a' }]);
  const finished = { type: 'finished', run: 1, attempt: 0, job: 'a', status: 'completed' } as const;
  assert.equal(nextState(submitted, finished), undefined);
});

test('a processing task has a job, and a run dies a limited number of times', () => {
  check(
    fc.property(anyHistory, (events) => {
      for (const state of history(events)) {
        if (state.status === 'processing') assert.ok(state.batch_job_id !== undefined && state.attempt > 0);
        assert.ok(state.deaths <= UNEXPLAINED_DEATHS);
      }
    }),
  );
});

test('late events of earlier runs change nothing once a later run has begun', () => {
  check(
    fc.property(anyHistory, anyHistory, (events, late) => {
      const end = endOf(events);
      assert.deepEqual(
        endOf(
          late.filter((event) => event.run < end.run),
          end,
        ),
        end,
      );
    }),
  );
});

/** One run as it should go, job by job: unexplained deaths, then an end. */
const story = fc
  .record({
    deaths: fc.integer({ min: 0, max: UNEXPLAINED_DEATHS - 1 }),
    claims: fc.integer({ min: 1, max: 3 }),
    end: fc.constantFrom('completed' as const, 'failed' as const, 'died' as const),
  })
  .map(({ deaths, claims, end }) => {
    const events: TaskEvent[] = [];
    for (let index = 0; index <= deaths; index += 1) {
      const name = `job-${index}`;
      events.push({ type: 'submitted', run: 1, job: name });
      for (let claim = 0; claim < claims; claim += 1) events.push({ type: 'claimed', run: 1, job: name });
      if (index < deaths) events.push({ type: 'died', run: 1, job: name, final: false });
      else if (end === 'died') events.push({ type: 'died', run: 1, job: name, final: true });
      else events.push({ type: 'finished', run: 1, attempt: (deaths + 1) * claims, job: name, status: end });
    }
    return events;
  });

/**
 * Events of the story that came already, said again at any later time; a claim excepted, since it is not a
 * message that can be delivered twice but a conditional write of a living worker.
 */
function withRepetitions(
  events: readonly TaskEvent[],
  picks: readonly (readonly [number, number])[],
): TaskEvent[] {
  const told = events.map((event) => [event]);
  for (const [which, where] of picks) {
    const from = which % events.length;
    const event = events[from] as TaskEvent;
    if (event.type === 'claimed') continue;
    told[from + (where % (events.length - from))]?.push(event);
  }
  return told.flat();
}

test('repetitions and delays of what was heeded do not change where a run ends', () => {
  const picks = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 });
  check(
    fc.property(story, picks, (events, repeated) => {
      assert.deepEqual(endOf(withRepetitions(events, repeated)), endOf(events));
    }),
  );
});

test('a task that has a job is not touched by the death of another', () => {
  check(
    fc.property(anyHistory, job, fc.boolean(), (events, other, final) => {
      const state = endOf(events);
      if (state.batch_job_id === undefined || state.batch_job_id === other) return;
      assert.equal(nextState(state, { type: 'died', run: state.run, job: other, final }), undefined);
    }),
  );
});

test('a job may be over before the dispatcher has written its id: the order does not matter, and nothing waits for ever', () => {
  const submitted = { type: 'submitted', run: 1, job: 'a' } as const;
  const died = { type: 'died', run: 1, job: 'a', final: false } as const;
  const end = endOf([died, submitted]);
  assert.deepEqual(end, endOf([submitted, died]));
  assert.deepEqual([end.status, end.batch_job_id, end.deaths], ['queued', undefined, 1]);
  // That it cannot be helped is believed only of the job that the task is known to have.
  assert.equal(endOf([{ ...died, final: true }]).status, 'queued');
});

test('jobs of a run before are dead to the run after it', () => {
  const retried = endOf([
    { type: 'claimed', run: 1, job: 'a' },
    { type: 'finished', run: 1, attempt: 1, job: 'a', status: 'failed' },
    { type: 'retried', run: 1 },
  ]);
  assert.equal(retried.run, 2);
  for (const type of ['submitted', 'claimed'] as const) {
    assert.equal(nextState(retried, { type, run: 2, job: 'a' }), undefined);
  }
  assert.equal(nextState(retried, { type: 'died', run: 2, job: 'a', final: false }), undefined);
});

test('events of other attempts and runs, and what other jobs claim to have done, strewn in anywhere, do not change where a run ends', () => {
  const foreign: fc.Arbitrary<TaskEvent> = fc.oneof(
    anyEvent.map((event) => ({ ...event, run: 7 })),
    fc.record({
      type: fc.constant('finished' as const),
      run: fc.constant(1),
      attempt,
      job,
      status: fc.constantFrom('completed' as const, 'failed' as const),
    }),
    fc.record({ type: fc.constant('retried' as const), run: fc.constant(0) }),
  );
  check(
    fc.property(story, fc.array(fc.tuple(foreign, fc.nat())), (events, strewn) => {
      const told = [...events];
      for (const [event, where] of strewn) told.splice(where % (told.length + 1), 0, event);
      assert.deepEqual(endOf(told), endOf(events));
    }),
  );
});

test('the order in which dispatcher and worker speak of the same job does not matter', () => {
  const submitted = { type: 'submitted', run: 1, job: 'a' } as const;
  const claimed = { type: 'claimed', run: 1, job: 'a' } as const;
  assert.deepEqual(endOf([submitted, claimed]), endOf([claimed, submitted]));
});

test('of several final events in any order the first that may speak wins, and it alone', () => {
  const working = endOf([
    { type: 'submitted', run: 1, job: 'a' },
    { type: 'claimed', run: 1, job: 'a' },
  ]);
  const finals: TaskEvent[] = [
    { type: 'finished', run: 1, attempt: 1, job: 'a', status: 'completed' },
    { type: 'finished', run: 1, attempt: 1, job: 'a', status: 'failed' },
    { type: 'died', run: 1, job: 'a', final: true },
    { type: 'cancelled', run: 1 },
  ];
  check(
    fc.property(fc.shuffledSubarray([...finals, ...finals], { minLength: 1 }), (events) => {
      const states = history(events, working);
      assert.equal(states.length, 2);
      assert.deepEqual(states[1], nextState(working, events[0] as TaskEvent));
    }),
  );
});

test('the dead-letter queue ends only what has no job', () => {
  const abandoned = { type: 'abandoned', run: 1 } as const;
  assert.equal(endOf([abandoned]).status, 'failed');
  assert.equal(endOf([{ type: 'submitted', run: 1, job: 'a' }, abandoned]).status, 'queued');
  assert.equal(endOf([{ type: 'claimed', run: 1, job: 'a' }, abandoned]).status, 'processing');
});

test('cancelled wins over whatever comes late, completed as well', () => {
  check(
    fc.property(anyHistory, anyHistory, (events, late) => {
      const before = endOf(events);
      const cancelled = nextState(before, { type: 'cancelled', run: before.run });
      if (cancelled === undefined) return;
      const unasked = late.filter(({ type }) => type !== 'retried');
      assert.deepEqual(endOf(unasked, cancelled), cancelled);
    }),
  );
});

test('what jobs of a run before still do and say, also of the run that they find, changes nothing after a retry', () => {
  const later = job.map((name) => `second-${name}`);
  const ofSecond = anyEvent.chain((event) =>
    later.map((name): TaskEvent => ('job' in event ? { ...event, job: name } : event)),
  );
  check(
    fc.property(
      anyHistory,
      fc.array(ofSecond, { maxLength: 20 }),
      fc.array(fc.tuple(anyEvent, fc.nat())),
      (first, second, late) => {
        const before = endOf(first);
        const ended = nextState(before, { type: 'cancelled', run: before.run }) ?? before;
        const retried = nextState(ended, { type: 'retried', run: ended.run });
        if (retried === undefined) return;
        const dead = new Set(retried.dead_jobs);
        const own = second.map((event) => ({ ...event, run: retried.run }) as TaskEvent);
        const told = [...own];
        for (const [event, where] of late) {
          if (!('job' in event) || !dead.has(event.job)) continue;
          // Reconciler and worker read the run that they find, and so speak of the new one.
          told.splice(where % (told.length + 1), 0, { ...event, run: retried.run });
        }
        assert.deepEqual(endOf(told, retried), endOf(own, retried));
      },
    ),
  );
});

test('a task that its dead job had not come to waits again, and neither that job nor a death is left of it', () => {
  const submitted = { type: 'submitted', run: 1, job: 'a' } as const;
  const spared = { type: 'spared', run: 1, job: 'a' } as const;
  const end = endOf([submitted, spared]);
  assert.deepEqual(end, { ...QUEUED, spared: 1, dead_jobs: ['a'] });
  assert.deepEqual(
    end,
    endOf([spared, submitted]),
    'its job may be over before the dispatcher has written it',
  );
  for (const type of ['submitted', 'claimed', 'spared'] as const) {
    assert.equal(nextState(end, { type, run: 1, job: 'a' }), undefined);
  }
  assert.equal(nextState(end, { type: 'died', run: 1, job: 'a', final: true }), undefined);
  assert.equal(endOf([submitted, spared, { ...submitted, job: 'b' }]).batch_job_id, 'b');
});

test('a task that a worker has begun with is not spared, nor one of another job', () => {
  const claimed = endOf([{ type: 'claimed', run: 1, job: 'a' }]);
  assert.equal(nextState(claimed, { type: 'spared', run: 1, job: 'a' }), undefined);
  const submitted = endOf([{ type: 'submitted', run: 1, job: 'a' }]);
  assert.equal(nextState(submitted, { type: 'spared', run: 1, job: 'b' }), undefined);
});

test('of many retries the dead jobs are remembered up to a bound, the latest first of all', () => {
  let state: TaskState = QUEUED;
  for (let turn = 1; turn <= 200; turn += 1) {
    state = endOf(
      [
        { type: 'claimed', run: turn, job: `job-${turn}` },
        { type: 'cancelled', run: turn },
        { type: 'retried', run: turn },
      ],
      state,
    );
  }
  assert.deepEqual([state.run, state.status, state.dead_jobs?.length], [201, 'queued', 50]);
  assert.equal(nextState(state, { type: 'claimed', run: 201, job: 'job-200' }), undefined);
});
