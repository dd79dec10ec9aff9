/** What a task is: the record that is its only truth. Field names are those of the API. */
import type { ErrorCode } from './errors.ts';
import type { TaskOptions } from './task-options.ts';

/** States of a task; the last three are final for their run. */
export const TASK_STATUSES = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
/** State of a task. */
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** What a worker is doing with a task at the moment. */
export const TASK_STAGES = ['queued', 'fetch', 'model', 'probe', 'poses', 'write', 'done'] as const;
/** Stage within a task. */
export type TaskStage = (typeof TASK_STAGES)[number];

/** How far a task is. */
export interface TaskProgress {
  stage: TaskStage;
  frames_done: number;
  /** Number of frames that are expected; null until the video was probed. */
  frames_total: number | null;
  /** Frames a second since the first frame; null before it. */
  fps: number | null;
  /** Estimated seconds to the end; null while it cannot be told. */
  eta_seconds: number | null;
}

/** Where an object lies in S3. */
export interface S3Location {
  bucket: string;
  key: string;
}

/** Where a completed task's results lie; `s3://` addresses. The first three fields are the seed's. */
export interface TaskResult {
  /** Folder of the drawn video; null when none was asked for. */
  visualization_dir: string | null;
  predictions_dir: string;
  predictions_file: string;
  /** The drawn video; null when none was asked for. */
  visualization_file: string | null;
  /** What was run, with which weights and versions, and the counts of frames. */
  run_file: string;
}

/** Why a task failed. */
export interface TaskError {
  code: ErrorCode;
  message: string;
  /** Whether a retry of the same task may succeed. */
  retryable: boolean;
}

/** Something a caller should know about a completed task. */
export interface TaskWarning {
  code: string;
  message: string;
}

/** A task. Times are ISO-8601 in UTC. */
export interface TaskRecord {
  task_id: string;
  owner: string;
  /** 1, and one more for each retry that a caller asks for. */
  run: number;
  /** One more at each claim by a worker; 0 before the first. */
  attempt: number;
  /** Deaths in this run that nobody could explain. */
  deaths: number;
  /** Jobs of this run that died of another of their tasks before they came to this one; absent for none. */
  spared?: number;
  /** The jobs of all these, and of the runs before: they have no say any more. */
  dead_jobs?: readonly string[];
  status: TaskStatus;
  /** Whether the request was refused as it came in: what it asks for was never checked, so it is never run. */
  rejected?: true;
  /** As the caller sent it. */
  video_path: string;
  video: S3Location;
  /** Size of the video when the task was accepted; absent where nobody knew it. */
  video_bytes?: number;
  model: string;
  /** As the caller sent it. */
  bboxes_path?: string;
  bboxes?: S3Location;
  options: TaskOptions;
  source: 'api' | 'upload';
  /** Hash of the request, so that an Idempotency-Key cannot be used for another body. */
  request_hash?: string;
  created_at: string;
  started_at?: string;
  completed_at?: string;
  updated_at: string;
  progress: TaskProgress;
  batch_job_id?: string;
  /** Until when a dispatcher means to submit the task, in a job with others; see `short-clips.ts`. */
  reserved_until?: string;
  log_stream?: string;
  result?: TaskResult;
  warnings?: TaskWarning[];
  error?: TaskError;
  /** Seconds since 1970 after which the record is removed. */
  expires_at: number;
}

/** The progress of a task that nobody works on yet. */
export const NO_PROGRESS: TaskProgress = {
  stage: 'queued',
  frames_done: 0,
  frames_total: null,
  fps: null,
  eta_seconds: null,
};

/** Whether a task's run is over. */
export function isFinal(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
