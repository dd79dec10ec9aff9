/** Grouped tasks under every interleaving: dispatchers that overlap and die, jobs that die, callers in between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UNEXPLAINED_DEATHS } from './exit-codes.ts';
import { isFinal, type TaskRecord } from './task.ts';
import { type Actor, ClipWorld } from './testing/clip-world.ts';

/** What may happen next; the number chooses among whom or what. */
const move = fc.tuple(
  fc.constantFrom(
    ...['act', 'act', 'act', 'act', 'act', 'act'],
    ...['dispatch', 'dispatch', 'start', 'bury', 'die', 'cancel', 'retry', 'delete', 'wait'],
  ),
  fc.nat(),
);
const moves = fc.array(move, { maxLength: 120 });

/** Plays the moves; whoever has begun may be in the middle of it when the others act. */
function play(world: ClipWorld, played: readonly (readonly [string, number])[], isExplained = false): void {
  const actors: Actor[] = [];
  const pick = <T>(among: readonly T[], number: number) => among[number % Math.max(1, among.length)];
  for (const [kind, number] of played) {
    const id = pick(world.ids(), number) ?? '';
    const run = world.records.get(id)?.run ?? 0;
    switch (kind) {
      case 'act': {
        const actor = pick(actors, number);
        if (actor?.next().done === true) actors.splice(actors.indexOf(actor), 1);
        break;
      }
      case 'die': {
        const actor = pick(actors, number);
        if (actor === undefined) break;
        actor.return();
        actors.splice(actors.indexOf(actor), 1);
        break;
      }
      case 'dispatch': {
        const ids = world.ids();
        actors.push(world.dispatch([id, ids[(number + 1) % ids.length] ?? id]));
        break;
      }
      case 'start': {
        const job = pick(
          world.jobs.filter(({ state }) => state === 'waiting'),
          number,
        );
        if (job === undefined) break;
        job.state = 'running';
        const worker = world.work(job);
        worker.next();
        actors.push(worker);
        break;
      }
      case 'bury': {
        const job = pick(
          world.jobs.filter(({ state }) => state === 'over'),
          number,
        );
        if (job !== undefined) actors.push(world.bury(job, isExplained));
        break;
      }
      case 'cancel':
        world.apply(id, { type: 'cancelled', run });
        break;
      case 'retry':
        world.apply(id, { type: 'retried', run });
        break;
      case 'delete':
        if (isFinal((world.records.get(id) as TaskRecord | undefined)?.status ?? 'queued'))
          world.records.delete(id);
        break;
      case 'wait':
        world.pass(number % 60);
        break;
    }
  }
  // Those that are in the middle of something come to its end, or are killed there.
  const mayDie = played.some(([kind]) => kind === 'die');
  for (const [index, actor] of actors.entries()) {
    if (mayDie && index % 3 === 2) actor.return();
    else while (actor.next().done !== true);
  }
}

test('whatever happens in between, every task ends, each run once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), moves, (tasks, played) => {
      const world = new ClipWorld(tasks);
      play(world, played);
      world.settle(60);
      for (const [run, times] of world.ends) assert.equal(times, 1, run);
      for (const { status, deaths } of world.records.values()) {
        assert.ok(isFinal(status));
        assert.ok(status !== 'failed' || deaths === UNEXPLAINED_DEATHS, 'nothing fails but by its deaths');
      }
    }),
    { numRuns: 1500 },
  );
});

test('a task that kills its workers fails alone: no other in its job takes a death', () => {
  const some = fc.integer({ min: 1, max: 12 }).chain((tasks) =>
    fc.record({
      tasks: fc.constant(tasks),
      poison: fc.subarray(Array.from({ length: tasks }, (_, index) => index)),
    }),
  );
  fc.assert(
    fc.property(some, ({ tasks, poison }) => {
      const world = new ClipWorld(tasks);
      const ids = world.ids();
      for (const index of poison) world.poison.add(ids[index] as string);
      world.settle(60);
      for (const [id, { status, deaths }] of world.records) {
        const isPoison = world.poison.has(id);
        assert.deepEqual([status, deaths], isPoison ? ['failed', UNEXPLAINED_DEATHS] : ['completed', 0]);
      }
      // Each job has ended a task, or cost one of the deaths that poison has.
      assert.ok(world.jobs.length <= tasks + poison.length * UNEXPLAINED_DEATHS);
    }),
  );
});

test('what kills its worker ends alone, whatever callers take from the job meanwhile: nobody else fails', () => {
  const step = fc.tuple(fc.constantFrom('act', 'act', 'cancel', 'retry', 'delete'), fc.nat(3));
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), fc.nat(), fc.array(step), (tasks, poisoned, steps) => {
      const world = new ClipWorld(tasks);
      const poison = world.ids()[poisoned % tasks] as string;
      world.poison.add(poison);
      for (const _ of world.dispatch(world.ids()));
      play(world, [['start', 0], ...steps], true);
      world.settle(60, true);
      for (const [id, { status }] of world.records) assert.ok(status !== 'failed' || id === poison);
    }),
    { numRuns: 1500 },
  );
});

test('a task that is retried while its job is terminated as of no use does not fail by that', () => {
  // Whatever lies between them of what the dispatcher does.
  const others = [
    ['cancel', 0],
    ['retry', 0],
    ['start', 0],
    ['act', 1],
  ] as const;
  fc.assert(
    fc.property(fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }), (waits) => {
      const dispatcher = (times: number) => Array.from({ length: times }, () => ['act', 0] as const);
      const world = new ClipWorld(1);
      play(world, [
        ['dispatch', 0],
        ...others.flatMap((move, index) => [...dispatcher(waits[index] ?? 0), move]),
      ]);
      world.settle(60);
      for (const { status } of world.records.values()) assert.notEqual(status, 'failed');
    }),
    { numRuns: 3000 },
  );
});
