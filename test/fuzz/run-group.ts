/** Some mutants in one worker, one after the other, as the tasks of one job; what goes wrong is traced to one of them. */
import { randomUUID } from 'node:crypto';
import { readTask } from '../../core/store/read-task.ts';
import type { TestCloud } from '../support/test-cloud.ts';
import { type FuzzCase, makeCase, settleCase } from './fuzz-case.ts';
import type { Mutant } from './mutants.ts';
import { type Outcome, troublesOfWorker } from './outcome.ts';
import { runWatchedWorker, type TaskSight, type WorkerBounds } from './watched-worker.ts';

/** What all groups have in common. */
export interface FuzzPlace {
  cloud: TestCloud;
  bounds: WorkerBounds;
  /** A whole video. The last task of each worker, which must complete whatever the worker had before. */
  whole: Mutant;
  /** Folder in which workers keep compiled code for each other. */
  cache: string;
}

const UNSEEN: TaskSight = { took: 0, peak: 0 };

/**
 * Runs mutants together. Where something goes wrong that is no single task's, such as a program that outlives the worker,
 * each is run alone to find the one that does it.
 */
export async function runGroup(place: FuzzPlace, mutants: readonly Mutant[]): Promise<Outcome[]> {
  const { outcomes, troubles } = await runTogether(place, mutants);
  const [only] = outcomes;
  if (troubles.length === 0 || only === undefined) return outcomes;
  if (outcomes.length === 1) return [{ ...only, troubles: [...only.troubles, ...troubles] }];
  const alone: Outcome[] = [];
  for (const mutant of mutants) alone.push(...(await runGroup(place, [mutant])));
  if (alone.some(({ troubles: own }) => own.length > 0)) return alone;
  const numbers = mutants.map(({ number }) => number).join(', ');
  const told = troubles.map((trouble) => `together with ${numbers}, none of them alone: ${trouble}`);
  return alone.map((outcome, index) => (index === 0 ? { ...outcome, troubles: told } : outcome));
}

interface GroupEnd {
  outcomes: Outcome[];
  /** What is wrong and no single task's doing. */
  troubles: string[];
}

async function runTogether(place: FuzzPlace, mutants: readonly Mutant[]): Promise<GroupEnd> {
  const cases: FuzzCase[] = [];
  for (const mutant of mutants) cases.push(await makeCase(place.cloud, mutant));
  const outcomes: Outcome[] = [];
  const troubles: string[] = [];
  // After a death the tasks that the worker had not come to yet get another one.
  for (let left = cases; left.length > 0; ) {
    const step = await runWorker(place, left);
    outcomes.push(...step.outcomes);
    troubles.push(...step.troubles);
    left = left.slice(step.outcomes.length);
  }
  return { outcomes, troubles };
}

/** One worker's life. Its outcomes are those of the first cases, one at least. */
async function runWorker(place: FuzzPlace, cases: readonly FuzzCase[]): Promise<GroupEnd> {
  const { cloud, bounds, cache } = place;
  const control = await makeCase(cloud, place.whole);
  const ids = [...cases, control].map(({ task }) => task.task_id);
  const end = await runWatchedWorker(cloud.store, randomUUID(), ids, bounds, cache);
  const wrong = troublesOfWorker(end);
  const sightOf = ({ task }: FuzzCase) => end.seen.get(task.task_id) ?? UNSEEN;
  const outcomes: Outcome[] = [];
  for (const each of cases) {
    if (await isOver(cloud, each)) {
      outcomes.push(await settleCase(cloud, each, sightOf(each), []));
      continue;
    }
    const { killed } = sightOf(each);
    const died = killed === undefined ? wrong : [killed];
    outcomes.push(
      await settleCase(cloud, each, sightOf(each), died.length > 0 ? died : ['it was passed over']),
    );
    return { outcomes, troubles: [] };
  }
  const ofControl = (await settleCase(cloud, control, sightOf(control), [])).troubles;
  return { outcomes, troubles: [...wrong, ...ofControl.map((told) => `a whole video after them: ${told}`)] };
}

async function isOver({ store }: TestCloud, { task }: FuzzCase): Promise<boolean> {
  const status = (await readTask(store, task.task_id))?.status;
  return status === 'completed' || status === 'failed';
}
