/** The event that tells of a task's end, on EventBridge. */
import type { TaskError, TaskRecord, TaskResult, TaskStatus } from './task.ts';

/** `source` of our events. */
export const EVENT_SOURCE = 'posefleet';
/** `detail-type` of the event. */
export const TASK_ENDED = 'Posefleet Task Ended';

/** `detail` of the event. It comes at least once; `task_id` and `run` tell a repetition. */
export interface TaskEnded {
  task_id: string;
  owner: string;
  run: number;
  status: Extract<TaskStatus, 'completed' | 'failed' | 'cancelled'>;
  video_path: string;
  model: string;
  created_at: string;
  completed_at: string | null;
  /** Where the results lie; null unless completed. */
  result: TaskResult | null;
  /** Null unless failed. */
  error: TaskError | null;
}

/** The event's detail for a record that has ended. */
export function taskEnded(record: TaskRecord & { status: TaskEnded['status'] }): TaskEnded {
  const { task_id, owner, run, status, video_path, model, created_at } = record;
  return {
    task_id,
    owner,
    run,
    status,
    video_path,
    model,
    created_at,
    completed_at: record.completed_at ?? null,
    result: record.result ?? null,
    error: record.error ?? null,
  };
}
