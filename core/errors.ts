/** Error codes: stable strings that callers may rely on, each with its HTTP status and what it means. */

interface ErrorEntry {
  /** The status with which the API answers when it refuses a request with this code. */
  http: number;
  /** Whether the same request, or a retry of the task, may succeed without being changed. */
  retryable: boolean;
  /** One line for the documentation. */
  meaning: string;
}

/** The one table of error codes; the documentation's list is made from it. */
export const ERRORS = {
  json_malformed: entry(400, 'The body is not valid JSON.'),
  path_invalid: entry(400, 'A path holds .. or other tricks, or names a kind of place that is not served.'),
  cursor_invalid: entry(400, 'The cursor did not come from this list.'),
  unauthorized: entry(401, 'The bearer token is missing, unknown or revoked.'),
  forbidden: entry(403, 'The request came from a web page or host that may not call this service.'),
  route_unknown: entry(404, 'There is no such route.'),
  task_not_found: entry(404, 'There is no such task.'),
  video_not_found: entry(404, 'The video does not exist, or is not yours to read.'),
  bboxes_not_found: entry(404, 'The boxes file does not exist, or is not yours to read.'),
  upload_not_found: entry(404, 'There is no such upload, or it has ended.'),
  method_not_allowed: entry(405, 'The route exists, with other methods.'),
  idempotency_conflict: entry(409, 'The Idempotency-Key was used with another body.'),
  task_deleted: entry(409, 'The task of this Idempotency-Key was deleted.'),
  task_changed: entry(409, 'The task is no longer in the state that the request expects.'),
  task_not_cancellable: entry(409, 'The task has completed or failed: there is nothing left to cancel.'),
  task_not_retryable: entry(409, 'Only a task that has failed or was cancelled is retried.'),
  upload_incomplete: entry(409, 'Parts of the upload are missing.'),
  body_too_large: entry(413, 'The body is larger than the API accepts.'),
  upload_too_large: entry(413, 'The file is larger than the service accepts.'),
  body_not_json: entry(415, 'The Content-Type is not application/json.'),
  request_invalid: entry(422, 'A field is unknown, missing, or of the wrong type; `issues` names it.'),
  model_unknown: entry(422, 'There is no model of this name.'),
  option_unsupported: entry(422, 'The option has no effect with this model.'),
  bboxes_unsupported: entry(422, 'The model finds people by itself and takes no boxes.'),
  rate_limited: entry(429, 'Too many requests; wait and repeat.', true),
  too_many_tasks: entry(
    429,
    'You have as many unfinished tasks as the service allows; wait until some have ended.',
    true,
  ),
  model_unavailable: entry(503, 'The model is known, but cannot be run here.', true),
  unavailable: entry(503, 'The service cannot be reached at the moment; repeat the request.', true),
  video_unreadable: entry(422, 'The video holds no frame that can be decoded.'),
  bboxes_invalid: entry(422, 'The boxes file is malformed; the message names frame and box.'),
  too_long: entry(422, 'The video, or what is to be used of it, is longer than the service accepts.'),
  too_large: entry(422, 'The video is wider, higher or larger than the service accepts.'),
  range_empty: entry(422, 'No frame lies between start_seconds and end_seconds.'),
  disk_full: entry(500, 'The worker has too little free disk for the video; a retry may find more.', true),
  out_of_memory: entry(500, 'The worker ran out of memory.', true),
  timed_out: entry(500, 'The job took longer than its time limit; a retry resumes it.', true),
  interrupted: entry(500, 'Interrupted too often, or stopped by the operator; a retry resumes it.', true),
  internal: entry(500, 'Something failed that should not; the log has the reason.', true),
} as const satisfies Record<string, ErrorEntry>;

/** A stable error code. */
export type ErrorCode = keyof typeof ERRORS;

/** One thing that is wrong with a request: which field, and why. */
export interface Issue {
  /** Path of the field, such as `options.max_people`; empty for the body as a whole. */
  field: string;
  message: string;
}

/**
 * An error that may be shown to a caller.
 *
 * @example throw new PosefleetError('video_not_found', 's3://media/a.mp4 does not exist. Upload it first.')
 */
export class PosefleetError extends Error {
  override readonly name = 'PosefleetError';
  readonly code: ErrorCode;
  readonly issues: readonly Issue[] | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { issues?: readonly Issue[] } = {}) {
    super(message, options);
    this.code = code;
    this.issues = options.issues;
  }

  /** HTTP status with which the API answers. */
  get statusCode(): number {
    return ERRORS[this.code].http;
  }

  /** Whether repeating may help. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  /** The API's error shape. */
  toJSON(): { detail: string; code: ErrorCode; issues?: readonly Issue[] } {
    return {
      detail: this.message,
      code: this.code,
      ...(this.issues === undefined ? {} : { issues: this.issues }),
    };
  }
}

function entry(http: number, meaning: string, retryable = false): ErrorEntry {
  return { http, meaning, retryable };
}
