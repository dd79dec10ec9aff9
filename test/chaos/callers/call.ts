/** One caller: submits a task and does what was planned. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedTask } from '../plan/plan-tasks.ts';
import type { PatientAnswer, PatientClient } from './patient-client.ts';

/** What a caller has done, and knows. */
export interface CalledTask {
  plan: PlannedTask;
  taskId: string;
  /** `deleted` when it was, `cancelled` when that is its last word. */
  wish: 'end' | 'cancelled' | 'deleted';
  /** Submissions with the same key that were answered. */
  repeats: number;
  /** Answers that ought not to be. */
  complaints: string[];
}

/** Submits a task. @throws Error when it is refused: every planned task is a valid one. */
export async function submit(
  client: PatientClient,
  plan: PlannedTask,
  videoPath: string,
): Promise<CalledTask> {
  const { status, json } = await post(client, plan, videoPath);
  if (status !== 202) throw new Error(`A task was not accepted: ${status} ${JSON.stringify(json)}`);
  return { plan, taskId: json.task_id, wish: 'end', repeats: 0, complaints: [] };
}

/** Does what was planned, once its time has come. */
export async function act(
  client: PatientClient,
  task: CalledTask,
  { videoPath, signal }: { videoPath: string; signal: AbortSignal },
): Promise<void> {
  const { deed, deedMs } = task.plan;
  if (deed === 'waits') return;
  await sleep(deedMs, undefined, { signal });
  if (deed === 'repeats') await repeat(client, task, videoPath);
  else if (deed === 'deletes') await remove(client, task);
  else {
    await cancel(client, task);
    if (deed === 'revives') await revive(client, task);
  }
}

function post(client: PatientClient, { key, variant }: PlannedTask, video_filename: string) {
  const body = { video_filename, options: variant.options };
  return client.request('POST', '/process', { body, headers: { 'idempotency-key': key } });
}

async function repeat(client: PatientClient, task: CalledTask, videoPath: string): Promise<void> {
  const { status, json } = await post(client, task.plan, videoPath);
  task.repeats += 1;
  if (status !== 202 || json.task_id !== task.taskId)
    complain(task, 'A repeated submission', { status, json });
}

/** A task that has ended by itself meanwhile is not cancelled any more. */
async function cancel(client: PatientClient, task: CalledTask): Promise<void> {
  const answer = await client.request('POST', `/tasks/${task.taskId}/cancel`);
  if (answer.status === 200) task.wish = 'cancelled';
  else if (answer.json.code !== 'task_not_cancellable') complain(task, 'A cancel', answer);
}

/**
 * Has a task run again that was cancelled, or has failed by itself. A retry whose answer was lost is refused when it is
 * repeated: the run is another one then, which is as good.
 */
async function revive(client: PatientClient, task: CalledTask): Promise<void> {
  const before = await client.request('GET', `/status/${task.taskId}`);
  if (before.json.status === 'completed' && task.wish === 'end') return;
  if (task.wish === 'cancelled' && before.json.status !== 'cancelled')
    complain(task, 'A cancelled task', before);
  const answer = await client.request('POST', `/tasks/${task.taskId}/retry`, { body: { run: 1 } });
  if (answer.status === 202 || answer.json.code === 'task_changed') task.wish = 'end';
  else complain(task, 'A retry', answer);
}

/** A task that an unanswered request has deleted is not there when the request is repeated. */
async function remove(client: PatientClient, task: CalledTask): Promise<void> {
  const answer = await client.request('DELETE', `/tasks/${task.taskId}`);
  task.wish = 'deleted';
  if (answer.status !== 200 && answer.status !== 404) complain(task, 'A delete', answer);
}

function complain(task: CalledTask, what: string, { status, json }: PatientAnswer): void {
  task.complaints.push(`${what} was answered with ${status} ${JSON.stringify(json)}`);
}
