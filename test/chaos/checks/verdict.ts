/** What became of the tasks, and what is wrong with it. */
import type { S3Client } from '@aws-sdk/client-s3';
import { type TaskAnswer, taskAnswerSchema } from '../../../core/requests.ts';
import { isFinal } from '../../../core/task.ts';
import type { CalledTask } from '../callers/call.ts';
import type { Variant } from '../plan/variants.ts';
import type { Stage } from '../stage.ts';
import { difference, type Expectation } from './expectation.ts';
import { type StoredObjects, storedObjects } from './stored-objects.ts';
import type { LoggedWork } from './worker-logs.ts';

/** Ways in which a task can have gone wrong. */
export type Miss = 'lost' | 'stuck' | 'doubled' | 'wrong';

/** What is wrong with one task. */
export interface TaskMiss {
  task: CalledTask;
  miss: Miss;
  /** For people. */
  reason: string;
}

/** What the tasks are judged by. */
export interface Evidence {
  expectations: ReadonlyMap<Variant, Expectation>;
  logged: LoggedWork;
  folder: string;
}

/** Looks at each task through the API, at what lies in S3, and at the logs. */
export async function judgeTasks(
  { client, service }: Stage,
  tasks: readonly CalledTask[],
  evidence: Evidence,
): Promise<TaskMiss[]> {
  const s3 = await service.s3();
  try {
    const objects = await storedObjects(s3);
    const misses: TaskMiss[] = [];
    for (const task of tasks) {
      const { status, json } = await client.request('GET', `/status/${task.taskId}`);
      const answer = status === 200 ? taskAnswerSchema.parse(json) : undefined;
      const stored = objects.get(task.taskId) ?? { attempts: new Set<string>(), chunks: 0 };
      const found = await missesOf(task, { answer, stored, s3, ...evidence });
      misses.push(...found.map(([miss, reason]) => ({ task, miss, reason })));
    }
    return misses;
  } finally {
    s3.destroy();
  }
}

interface TaskEvidence extends Evidence {
  answer: TaskAnswer | undefined;
  stored: StoredObjects;
  s3: S3Client;
}

type Finding = readonly [miss: Miss, reason: string];

async function missesOf(task: CalledTask, evidence: TaskEvidence): Promise<Finding[]> {
  const { answer } = evidence;
  const complaints = task.complaints.map((reason): Finding => ['wrong', reason]);
  const doubled = doublesOf(task, evidence);
  if (task.wish === 'deleted') {
    const revived: Finding[] = answer === undefined ? [] : [['wrong', 'is there, though it was deleted']];
    return [...complaints, ...doubled, ...revived];
  }
  if (answer === undefined) return [['lost', 'is not known any more'], ...complaints];
  if (!isFinal(answer.status)) return [['stuck', `is ${answer.status}`], ...complaints];
  const end = await endOf(task, answer, evidence);
  const wrong: Finding[] = end === undefined ? [] : [['wrong', end]];
  return [...complaints, ...doubled, ...wrong];
}

function doublesOf(
  { taskId, wish }: CalledTask,
  { logged, stored: { attempts, chunks }, answer }: TaskEvidence,
): Finding[] {
  const findings: Finding[] = [];
  const completions = logged.completions.get(taskId) ?? 0;
  if (completions > 1) findings.push(['doubled', `was completed by ${completions} attempts`]);
  const results = answer?.status === 'completed' ? 1 : 0;
  // Of a deleted task the results are kept, unless the caller wants them gone too. What a worker has uploaded of a task that
  // was cancelled meanwhile lies there for a day, and nobody is shown it.
  if (attempts.size !== results && wish === 'end')
    findings.push(['doubled', `has results of ${attempts.size} attempts: ${[...attempts].join(', ')}`]);
  if (results === 1 && chunks > 0) findings.push(['wrong', `has left ${chunks} files under chunks/`]);
  return findings;
}

async function endOf(
  { plan: { variant }, wish }: CalledTask,
  answer: TaskAnswer,
  { expectations, s3, folder }: TaskEvidence,
): Promise<string | undefined> {
  if (wish === 'cancelled')
    return answer.status === 'cancelled' && answer.result === null
      ? undefined
      : `is ${answer.status}, though it was cancelled`;
  return difference(answer, expectations.get(variant) as Expectation, { s3, folder });
}
