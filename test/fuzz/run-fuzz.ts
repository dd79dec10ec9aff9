/** Sends mutants through the dispatcher's look at the header and through real workers. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { ensureModel } from '../../models/pull.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { startTestCloud } from '../support/test-cloud.ts';
import { MODELS, type Mutant, makeMutant } from './mutants.ts';
import type { Outcome } from './outcome.ts';
import { type FuzzPlace, runGroup } from './run-group.ts';
import { type FuzzSource, makeSources } from './sources.ts';
import type { WorkerBounds } from './watched-worker.ts';

/** What to run. */
export interface FuzzRun {
  seed: number;
  /** Numbers of the mutants. */
  numbers: readonly number[];
  /** Mutants that a worker gets, one after the other. */
  together: number;
  /** Workers at once. */
  workers: number;
  /** Other bounds, and files that are at hand already, for tests. */
  bounds?: WorkerBounds;
  sources?: readonly FuzzSource[];
  /** Hears of the outcomes of each worker. */
  onOutcomes?: (outcomes: readonly Outcome[]) => Promise<void> | void;
}

/**
 * A task must be over in two minutes; those here take one or two seconds on an idle machine. A picture of 8192×8192, the
 * largest that is accepted, has 100 megabytes, and a worker holds some.
 */
const BOUNDS: WorkerBounds = { taskMs: 120_000, megabytes: 3000 };

/** Runs the mutants and answers what became of them, by number. */
export async function runFuzz(run: FuzzRun): Promise<Outcome[]> {
  const folder = await temporaryFolder();
  const cloud = await startTestCloud();
  try {
    await Promise.all(Object.values(MODELS).map((model) => ensureModel(model)));
    const sources = run.sources ?? (await makeSources(folder));
    const { bounds = BOUNDS } = run;
    const place = { cloud, bounds, whole: wholeOf(sources), cache: join(folder, 'compiled') };
    return await runGroups(place, run, sources);
  } finally {
    await cloud.close();
    await rm(folder, { recursive: true });
  }
}

async function runGroups(
  place: FuzzPlace,
  { seed, numbers, together, workers, onOutcomes }: FuzzRun,
  sources: readonly FuzzSource[],
): Promise<Outcome[]> {
  const inTurn = pLimit(workers);
  const groups = groupsOf(
    numbers.map((number) => makeMutant(seed, number, sources)),
    together,
  );
  const each = groups.map((mutants) =>
    inTurn(async () => {
      const outcomes = await runGroup(place, mutants);
      await onOutcomes?.(outcomes);
      return outcomes;
    }),
  );
  const outcomes = (await Promise.all(each)).flat();
  return outcomes.sort((one, other) => one.mutant.number - other.mutant.number);
}

/** Mutants that need the same model, so many at a time. */
function groupsOf(mutants: readonly Mutant[], together: number): Mutant[][] {
  return Object.values(Object.groupBy(mutants, ({ kind }) => kind)).flatMap((alike) =>
    Array.from({ length: Math.ceil(alike.length / together) }, (_, index) =>
      alike.slice(index * together, (index + 1) * together),
    ),
  );
}

function wholeOf([source]: readonly FuzzSource[]): Mutant {
  const video = source?.bytes ?? Buffer.alloc(0);
  const base = { number: -1, kind: 'video', what: 'a whole file', name: 'whole.mp4' } as const;
  return { ...base, video, model: MODELS.video, options: {} };
}
