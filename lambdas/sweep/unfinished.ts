/** Tasks that have not ended: counted, and taken up again when nobody speaks for them. */
import { ENV, envNumberOr } from '../../core/environment.ts';
import { pagesInCare } from '../../core/store/care.ts';
import { readRecords } from '../../core/store/read-items.ts';
import { type ActiveCounts, repairCounts } from '../../core/store/repair-counts.ts';
import type { Store } from '../../core/store/store.ts';
import { isFinal, type TaskRecord } from '../../core/task.ts';
import { queueLength, sendTasks } from '../task-queue.ts';
import { addToBacklog, type Backlog, newBacklog, writeBacklog } from './backlog.ts';
import { buryLostJobs } from './lost-jobs.ts';
import type { Parts } from './parts.ts';

/** Seconds that a message has to reach the dispatcher. */
const RESEND_SECONDS = 60;
/** So many times that long nobody waits for a message: others may have filled the queue all the while. */
const OVERDUE = 15;
/** Of those that wait as long, so many are sent again at once: where Batch takes none for hours, messages must not pile up. */
const MOST_OVERDUE = 100;
/** Seconds without a heartbeat after which Batch is asked; heartbeats come every few seconds. */
const SILENT_SECONDS = 120;

/** What was found: counts by owner, and the tasks to be looked into. */
interface Survey {
  counts: Map<string, ActiveCounts>;
  backlog: Backlog;
  /** Tasks without a job, however young. */
  waiting: number;
  /** Those of them whose message should have arrived long ago. */
  unsent: string[];
  /** Those of them that have waited so long that the queue's length is no excuse. */
  overdue: string[];
  /** Tasks with a job of which nothing was heard for a while. */
  silent: TaskRecord[];
}

/**
 * Repairs counts, sends waiting tasks again, and sees to tasks whose job is over or lost.
 *
 * @param parts does each, whatever becomes of the others. @param hasTime whether to ask Batch about more jobs.
 * @throws Error when the unfinished tasks cannot be read.
 */
export async function resumeUnfinished(
  store: Store,
  parts: Parts,
  hasTime: () => boolean,
): Promise<{ resent: number; buried: number }> {
  const { unsent, overdue, waiting, silent, backlog } = await repairAndLook(store, parts);
  writeBacklog(backlog);
  const resent = await parts.attempt('resend', () => resend({ unsent, overdue, waiting }), 0);
  const buried = await parts.attempt('lost jobs', () => buryLostJobs(store, silent, parts, hasTime), 0);
  return { resent, buried };
}

/** Counts repaired by what is found, as `repairCounts` wants it; looked for all the same when that fails. */
async function repairAndLook(store: Store, parts: Parts): Promise<Survey> {
  const looks: Survey[] = [];
  const lookOnce = async () => {
    const survey = await look(store, Date.now());
    looks.push(survey);
    return survey.counts;
  };
  await parts.attempt('counts', () => repairCounts(store, lookOnce), undefined);
  return looks[0] ?? (await look(store, Date.now()));
}

async function look(store: Store, now: number): Promise<Survey> {
  const survey = newSurvey();
  for await (const ids of pagesInCare(store, 'unfinished')) {
    for (const record of await readRecords(store, ids)) note(survey, record, now);
  }
  return survey;
}

function note(survey: Survey, record: TaskRecord, now: number): void {
  const { owner, status, task_id, batch_job_id, updated_at } = record;
  if (isFinal(status)) return;
  const counts = survey.counts.get(owner) ?? { queued: 0, processing: 0 };
  survey.counts.set(owner, counts);
  counts[status === 'queued' ? 'queued' : 'processing'] += 1;
  addToBacklog(survey.backlog, record, now);
  const seconds = (now - Date.parse(updated_at)) / 1000;
  if (batch_job_id === undefined) {
    survey.waiting += 1;
    const resendSeconds = envNumberOr(ENV.resendSeconds, RESEND_SECONDS);
    if (seconds > OVERDUE * resendSeconds) survey.overdue.push(task_id);
    else if (seconds > resendSeconds) survey.unsent.push(task_id);
  } else if (seconds > envNumberOr(ENV.silentSeconds, SILENT_SECONDS)) {
    survey.silent.push(record);
  }
}

/** While the queue holds a message for each waiting task, more of them would only make it longer; or they are of others. */
async function resend({
  waiting,
  unsent,
  overdue,
}: Pick<Survey, 'waiting' | 'unsent' | 'overdue'>): Promise<number> {
  if (unsent.length + overdue.length === 0) return 0;
  const isFull = (await queueLength()) >= waiting;
  const sent = isFull ? overdue.slice(0, MOST_OVERDUE) : [...overdue, ...unsent];
  if (sent.length > 0) await sendTasks(sent);
  return sent.length;
}

function newSurvey(): Survey {
  return { counts: new Map(), backlog: newBacklog(), waiting: 0, unsent: [], overdue: [], silent: [] };
}
