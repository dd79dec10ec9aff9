/**
 * Accepting a task, whichever way it came: `POST /process` and videos dropped under `uploads/` both end here.
 *
 *     const acceptance = await acceptTask(store, {taskId, owner, videoPath, video, model, options, source});
 *     if (acceptance.kind === 'deleted') throw new PosefleetError('task_deleted', …);
 */
import { writeMetrics } from '../core/emf.ts';
import { log } from '../core/log.ts';
import { API_METRICS } from '../core/metrics.ts';
import { expiresAt } from '../core/retention.ts';
import { GATHERING_SECONDS, isWaiting, mayShareJob } from '../core/short-clips.ts';
import { createTask } from '../core/store/create-task.ts';
import type { Tombstone } from '../core/store/items.ts';
import { findTask } from '../core/store/read-task.ts';
import type { Store } from '../core/store/store.ts';
import { NO_PROGRESS, type S3Location, type TaskError, type TaskRecord } from '../core/task.ts';
import type { TaskOptions } from '../core/task-options.ts';
import { sendTask } from './task-queue.ts';

/** A task that has been found to be valid. */
export interface TaskRequest {
  /** `newTaskId()`, or `deriveTaskId(…)` where a repetition must find the same task. */
  taskId: string;
  owner: string;
  /** As the caller sent it. */
  videoPath: string;
  video: S3Location;
  /** Size of the video, where it is known. */
  videoBytes?: number | undefined;
  model: string;
  /** As the caller sent it. */
  bboxesPath?: string | undefined;
  bboxes?: S3Location | undefined;
  options: TaskOptions;
  source: TaskRecord['source'];
  /** Hash of the request, for tasks whose id was derived from an Idempotency-Key. */
  requestHash?: string | undefined;
}

/** What stands at the task's id now. */
export type Acceptance =
  | { kind: 'created'; record: TaskRecord }
  /** The task had been accepted before; whether with the same request, `request_hash` tells. */
  | { kind: 'existing'; record: TaskRecord }
  | { kind: 'deleted'; tombstone: Tombstone };

/**
 * Writes the task, unless one stands at its id, and has it dispatched. A task that was accepted before is
 * dispatched again while it has no job, since the first message may have been lost; a second one does no harm.
 *
 * @param others unfinished tasks of the owner beside it: a short clip that is not alone waits a moment for more of them.
 */
export async function acceptTask(store: Store, request: TaskRequest, others = 0): Promise<Acceptance> {
  const acceptance = await writeTask(store, recordOf(request, new Date()));
  if (acceptance.kind === 'created') writeMetrics({ [API_METRICS.accepted]: 1 });
  if (acceptance.kind !== 'deleted') await dispatchWaiting(acceptance.record, others);
  return acceptance;
}

/**
 * Writes a task that cannot be done as one that has failed, unless one stands at its id: for requests that nobody
 * waits for an answer to, so that their owner sees why.
 */
export function rejectTask(store: Store, request: TaskRequest, error: TaskError): Promise<Acceptance> {
  return writeTask(store, { ...failedRecord(request, { ...error, retryable: false }), rejected: true });
}

/** Writes a valid request as a task that has failed already and may be retried. */
export function failTask(store: Store, request: TaskRequest, error: TaskError): Promise<Acceptance> {
  return writeTask(store, failedRecord(request, error));
}

function failedRecord(request: TaskRequest, error: TaskError): TaskRecord {
  const record = recordOf(request, new Date());
  return { ...record, status: 'failed', completed_at: record.created_at, error };
}

async function writeTask(store: Store, record: TaskRecord): Promise<Acceptance> {
  for (;;) {
    if (await createTask(store, record)) return { kind: 'created', record };
    const found = await findTask(store, record.task_id);
    if (found.kind === 'task') return { kind: 'existing', record: found.record };
    if (found.kind === 'deleted') return found;
  }
}

/** The record of a task that is accepted now. */
function recordOf(request: TaskRequest, now: Date): TaskRecord {
  const { bboxesPath, bboxes, requestHash, videoBytes } = request;
  return {
    task_id: request.taskId,
    owner: request.owner,
    run: 1,
    attempt: 0,
    deaths: 0,
    status: 'queued',
    video_path: request.videoPath,
    video: request.video,
    ...(videoBytes === undefined ? {} : { video_bytes: videoBytes }),
    model: request.model,
    ...(bboxesPath === undefined ? {} : { bboxes_path: bboxesPath }),
    ...(bboxes === undefined ? {} : { bboxes }),
    options: request.options,
    source: request.source,
    ...(requestHash === undefined ? {} : { request_hash: requestHash }),
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    progress: NO_PROGRESS,
    expires_at: expiresAt(now),
  };
}

/**
 * Has a task dispatched, if it waits for a job. The record is the truth: a task whose message could not be sent is sent
 * again by the sweeper.
 *
 * @param others as of `acceptTask`.
 */
export async function dispatchWaiting(record: TaskRecord, others = 0): Promise<void> {
  if (!isWaiting(record)) return;
  const { task_id } = record;
  const delaySeconds = others > 0 && mayShareJob(record) ? GATHERING_SECONDS : 0;
  await sendTask(task_id, delaySeconds).catch((error) => {
    log.error('A task could not be sent to the queue; the sweeper will send it.', { task_id, error });
  });
}
