/** What a run has come to. */
import type { Job } from '../../local/batch/job.ts';
import type { Callers } from './callers/callers.ts';
import type { CalmRun } from './calm-run.ts';
import type { Miss, TaskMiss } from './checks/verdict.ts';
import type { LoggedWork } from './checks/worker-logs.ts';
import type { Blow } from './killer/killer.ts';
import type { PlannedTask } from './plan/plan-tasks.ts';
import type { Stage } from './stage.ts';

/** What a run is judged by. */
export interface RunFacts {
  plan: readonly PlannedTask[];
  stage: Stage;
  callers: Callers;
  killed: { blows: readonly Blow[]; jobs: readonly Job[] };
  logged: LoggedWork;
  misses: readonly TaskMiss[];
  /** What is wrong with no task, but all the same. */
  general: readonly string[];
  calm: CalmRun;
  isInTime: boolean;
}

/** For people, and for the exit code. */
export interface ChaosReport {
  /** What is wrong. */
  misses: string[];
  /** What there was too little of for the run to show anything. */
  shortfalls: string[];
  /** What happened, in detail. */
  details: string[];
  /** All in one line. */
  summary: string;
  kills: number;
  resumes: number;
}

/** Least kills and resumes a task, and least share of tasks with at least four chunks. */
const LEAST = { kills: 0.5, resumes: 0.2, long: 1 / 3 } as const;
/** Chunks that an attempt may make again which an earlier one had finished. */
const MOST_REPEATED = 1;
/** Exit codes of workers that came to their end in spite of a signal. */
const ENDED_WELL = [0, 65];

/** Counts, and holds against what was asked for. */
export function report(facts: RunFacts): ChaosReport {
  const { plan, stage, callers, logged, misses } = facts;
  const kills = killsOf(facts);
  const resumes = logged.resumes.length;
  const repeated = Math.max(0, ...stage.network.chunks.repeats().map(({ chunks }) => chunks));
  const count = (miss: Miss) =>
    new Set(misses.filter((found) => found.miss === miss).map(({ task }) => task)).size;
  const { length: accepted } = callers.tasks;
  const ended = accepted - count('stuck') - count('lost');
  const [duplicates, errors] = [duplicatesOf(facts), errorsOf(facts)];
  const summary = `${accepted} accepted, ${ended} ended, ${count('lost')} lost, ${count('stuck')} stuck, \
${count('doubled')} doubled, ${count('wrong')} wrong; ${kills} kills, ${resumes} resumes, ${duplicates} duplicates, \
${errors} injected errors, at most ${repeated} chunk repeated`;
  const long = plan.filter(({ variant }) => facts.calm.longVariants.has(variant)).length;
  const general = [
    ...facts.general,
    ...(facts.isInTime ? [] : ['Time was up before all tasks had ended.']),
    ...(accepted < plan.length ? [`Only ${accepted} of ${plan.length} tasks were accepted.`] : []),
    ...repeatMisses(facts),
  ];
  return {
    misses: [...misses.map((miss) => describe(miss, facts)), ...general],
    shortfalls: [
      ...tooFew('kills', kills, LEAST.kills * plan.length),
      ...tooFew('resumes', resumes, LEAST.resumes * plan.length),
      ...tooFew('tasks with four chunks', long, LEAST.long * plan.length),
    ],
    details: details(facts, long),
    summary,
    kills,
    resumes,
  };
}

function killsOf({ killed: { blows, jobs } }: RunFacts): number {
  const attempts = new Map(jobs.map((job) => [job.id, job.attempts]));
  return blows.filter(({ job, attempt }) => {
    const { exitCode = -1 } = attempts.get(job)?.[attempt] ?? {};
    return !ENDED_WELL.includes(exitCode);
  }).length;
}

function duplicatesOf({ stage, callers }: RunFacts): number {
  const repeats = callers.tasks.reduce((sum, task) => sum + task.repeats, 0);
  return stage.network.counts.duplicates + stage.repeatedEvents + repeats;
}

function errorsOf({ stage }: RunFacts): number {
  const { errors } = stage.network.counts;
  return Object.values(errors)
    .flatMap((troubles) => Object.values(troubles))
    .reduce((sum, times) => sum + times, 0);
}

function repeatMisses({ stage }: RunFacts): string[] {
  return stage.network.chunks
    .repeats()
    .filter(({ chunks }) => chunks > MOST_REPEATED)
    .map(({ task, chunks }) => `An attempt has made ${chunks} chunks of ${task} again that were finished.`);
}

function tooFew(what: string, number: number, least: number): string[] {
  return number >= least
    ? []
    : [`There were ${number} ${what}; there should be ${Math.ceil(least)} at least.`];
}

function describe({ task, miss, reason }: TaskMiss, { killed: { jobs } }: RunFacts): string {
  const { plan, taskId } = task;
  const its = jobs.filter(({ environment }) => environment.some(({ value }) => value.includes(taskId)));
  const logs = its.flatMap(({ attempts, logStream }) => [
    ...new Set([...attempts.map((attempt) => attempt.logStream), logStream ?? '']),
  ]);
  return `${miss}: ${taskId} (${plan.variant.name}; its caller ${plan.deed}) ${reason}. Logs: ${logs.filter(Boolean).join(', ') || 'none'}`;
}

function details({ stage, killed: { blows, jobs }, plan, logged }: RunFacts, long: number): string[] {
  const { counts, chunks } = stage.network;
  const attempts = jobs.reduce((sum, job) => sum + job.attempts.length, 0);
  const taken = logged.resumes.reduce((sum, resume) => sum + resume.chunks, 0);
  const terms = blows.filter(({ signal }) => signal === 'TERM').length;
  const repeats = chunks.repeats();
  return [
    `${long} of ${plan.length} tasks have at least four chunks`,
    `${jobs.length} jobs, ${attempts} attempts; signals: ${terms} TERM, ${blows.length - terms} KILL`,
    `${taken} chunks taken over, ${repeats.reduce((sum, repeat) => sum + repeat.chunks, 0)} made again`,
    `${counts.calls} calls, ${counts.delays} delayed; errors: ${JSON.stringify(counts.errors)}`,
    `${counts.duplicates} messages and ${stage.repeatedEvents} events delivered once more`,
  ];
}
