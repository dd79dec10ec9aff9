/** A run: a calm one first, then one in which everything goes wrong that may. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findEngine } from '../../local/container/engine.ts';
import { DEFAULT_IMAGE } from '../../local/worker-choice.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { Callers } from './callers/callers.ts';
import { type CalmRun, runCalmly } from './calm-run.ts';
import { countMisses, leftoverMisses, untilSwept } from './checks/aftermath.ts';
import { judgeTasks } from './checks/verdict.ts';
import { readWorkerLogs } from './checks/worker-logs.ts';
import { Killer } from './killer/killer.ts';
import { allJobs } from './killer/running-jobs.ts';
import { type PlannedTask, planTasks, variantsOf } from './plan/plan-tasks.ts';
import { addQuickModel } from './plan/quick-model.ts';
import { makeVideos } from './plan/videos.ts';
import { type ChaosReport, report } from './report.ts';
import { restartTwice } from './restarts.ts';
import { Stage, type StageOptions } from './stage.ts';

/** What is run. */
export interface ChaosOptions {
  seed: number;
  tasks: number;
  /** Whether workers run in containers. */
  containers: boolean;
  /** Milliseconds after which what has not ended is stuck. */
  limitMs: number;
  /** For all files; whoever gives it removes it. */
  folder: string;
  /** Hears how far the run is. */
  say: (line: string) => void;
}

/** Kills wanted for each task that has ended, more than must be, since some come too late; and before the first end. */
const [KILLS_A_TASK, KILLS_AT_FIRST] = [0.7, 2];

/** Runs. @throws Error when the run itself cannot go on, such as when the service does not start. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, tasks, containers, folder, say } = options;
  const signal = AbortSignal.timeout(options.limitMs);
  const plan = planTasks(seed, tasks, containers);
  await mkdir(join(folder, 'videos'), { recursive: true });
  const videos = await makeVideos(
    join(folder, 'videos'),
    plan.map(({ variant }) => variant.video),
  );
  const model = containers ? {} : await addQuickModel(folder);
  const common = { seed, containers, videos, model };
  say('calm run');
  const calmStage = { ...common, folder: join(folder, 'calm'), isUnsteady: false };
  const calm = await runCalmly(variantsOf(plan), calmStage, signal);
  say('chaos');
  const wildStage = { ...common, folder: join(folder, 'chaos'), isUnsteady: true };
  return await runWildly(plan, calm, wildStage, { say, signal });
}

async function runWildly(
  plan: readonly PlannedTask[],
  calm: CalmRun,
  options: StageOptions,
  { say, signal }: Pick<ChaosOptions, 'say'> & { signal: AbortSignal },
): Promise<ChaosReport> {
  const { seed } = options;
  const begun = Date.now();
  await using stage = await Stage.set(options);
  const { client, endings, pathOf } = stage;
  const callers = new Callers({ client, endings, pathOf, seed, signal });
  await using killer = await startKiller(stage, callers, options);
  stage.network.storm();
  const clock = setInterval(() => say(progress(callers, killer, plan.length)), 5000);
  const isInTime = await Promise.all([
    callers.run(plan),
    restartTwice(stage.service, callers, plan.length, signal),
  ]).then(
    () => true,
    (error) => {
      if (!signal.aborted) throw error;
      return false;
    },
  );
  clearInterval(clock);
  await killer.stop();
  stage.network.calmDown();
  say(`looking at what there is, after ${Math.round((Date.now() - begun) / 1000)} s`);
  await untilSwept(stage.service);
  const counts = await countMisses(stage);
  const logged = await readWorkerLogs(stage.service.data);
  const folder = join(options.folder, 'results');
  await mkdir(folder);
  const misses = await judgeTasks(stage, callers.tasks, { ...calm, logged, folder });
  await stage.close();
  const general = [...counts, ...(await leftoverMisses(stage.service))];
  const jobs = allJobs(stage.service.data);
  const killed = { blows: killer.blows, jobs };
  return report({ plan, stage, callers, killed, logged, misses, general, calm, isInTime });
}

async function startKiller(
  stage: Stage,
  callers: Callers,
  { seed, containers }: StageOptions,
): Promise<Killer> {
  const { service, network } = stage;
  return new Killer({
    data: service.data,
    store: () => service.store,
    random: seededRandom(seed + 1),
    engine: containers ? await findEngine(DEFAULT_IMAGE) : undefined,
    nextSaved: () => network.chunks.nextSaved,
    wanted: () => KILLS_A_TASK * callers.ended + KILLS_AT_FIRST,
  });
}

function progress({ tasks, ended }: Callers, { blows }: Killer, count: number): string {
  return `${tasks.length} of ${count} accepted, ${ended} ended, ${blows.length} kills`;
}
