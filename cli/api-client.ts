/** The service's routes as functions: answers validated, errors made into CliErrors, patient with a busy service. */
import * as z from 'zod';
import {
  type MessageAnswer,
  messageAnswerSchema,
  type ProcessAnswer,
  type ProcessRequest,
  processAnswerSchema,
  type TaskAnswer,
  type TaskListAnswer,
  type TaskMovedAnswer,
  taskAnswerSchema,
  taskListAnswerSchema,
  taskMovedAnswerSchema,
  type UploadAnswer,
  type UploadCompleteAnswer,
  type UploadPartsAnswer,
  type UploadRequest,
  uploadAnswerSchema,
  uploadCompleteAnswerSchema,
  uploadPartsAnswerSchema,
} from '../core/requests.ts';
import type { TaskStatus } from '../core/task.ts';
import { CliError, usageError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';
import { exchange } from './http.ts';
import { retryAfterMs, withRetries } from './retry.ts';

/** Longest time that one request may take, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Answers with which a service, or what stands in front of it, says that it is busy. */
const BUSY: readonly number[] = [429, 502, 503, 504];

/** How the service is reached. */
export interface ApiOptions {
  /** Address without a slash at the end. */
  url: string;
  token?: string | undefined;
  signal: AbortSignal;
  /** Tries of each request. @default 5 */
  attempts?: number;
}

interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
}

/** Read loosely: what answers may be a gateway, or a newer service with codes unknown here. */
const errorSchema = z.object({
  detail: z.string(),
  code: z.string(),
  issues: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** A client of one service. Every method throws CliError: unreachable, refused, or interrupted. */
export class ApiClient {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** `POST /process` with an Idempotency-Key, so that repeating it is safe. */
  process(body: ProcessRequest, key: string): Promise<ProcessAnswer> {
    const headers = { 'idempotency-key': key };
    return this.#call('/process', { method: 'POST', body, headers }, processAnswerSchema);
  }

  /** `GET /status/{task_id}` */
  status(taskId: string): Promise<TaskAnswer> {
    return this.#call(statusPath(taskId), { method: 'GET' }, taskAnswerSchema);
  }

  /** `GET /tasks`: one page. */
  list(query: { status?: TaskStatus; limit?: number; cursor?: string }): Promise<TaskListAnswer> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    return this.#call(`/tasks?${search}`, { method: 'GET' }, taskListAnswerSchema);
  }

  /** `DELETE /tasks/{task_id}`. That it is gone at a repetition is what was asked for. */
  delete(taskId: string, also: { results: boolean; source: boolean }): Promise<MessageAnswer> {
    const path = `/tasks/${inPath(taskId)}?results=${also.results}&source=${also.source}`;
    return this.#repeat(
      () => this.#once(path, { method: 'DELETE' }, messageAnswerSchema),
      async ({ code }) =>
        code === 'task_not_found' ? { message: `Task ${taskId} deleted successfully` } : undefined,
    );
  }

  /** `POST /tasks/{task_id}/cancel`; a repetition is answered in the same way. */
  cancel(taskId: string): Promise<TaskMovedAnswer> {
    const path = `/tasks/${inPath(taskId)}/cancel`;
    return this.#call(path, { method: 'POST' }, taskMovedAnswerSchema);
  }

  /** `POST /tasks/{task_id}/retry` of this run. That the next run has begun at a repetition is what was asked for. */
  retry(taskId: string, run: number): Promise<TaskMovedAnswer> {
    const path = `/tasks/${inPath(taskId)}/retry`;
    return this.#repeat(
      () => this.#once(path, { method: 'POST', body: { run } }, taskMovedAnswerSchema),
      async ({ code }) => {
        if (code !== 'task_changed') return undefined;
        const { run: now, status } = await this.#once(
          statusPath(taskId),
          { method: 'GET' },
          taskAnswerSchema,
        );
        const message = `Task ${taskId} is in run ${now} (${status})`;
        return now === run + 1 ? { task_id: taskId, run: now, status, message } : undefined;
      },
    );
  }

  /** `POST /uploads` */
  beginUpload(body: UploadRequest): Promise<UploadAnswer> {
    return this.#call('/uploads', { method: 'POST', body }, uploadAnswerSchema);
  }

  /** `POST /uploads/{id}/parts`: fresh URLs; no numbers for a file that goes up in one request. */
  signParts(uploadId: string, numbers: readonly number[] | undefined): Promise<UploadPartsAnswer> {
    const body = numbers === undefined ? {} : { part_numbers: numbers };
    return this.#call(`/uploads/${uploadId}/parts`, { method: 'POST', body }, uploadPartsAnswerSchema);
  }

  /** `POST /uploads/{id}/complete` */
  completeUpload(uploadId: string): Promise<UploadCompleteAnswer> {
    const call = { method: 'POST', body: {} } as const;
    return this.#call(`/uploads/${uploadId}/complete`, call, uploadCompleteAnswerSchema);
  }

  #call<T>(path: string, call: Call, schema: z.ZodType<T>): Promise<T> {
    return withRetries(() => this.#once(path, call, schema), this.#options);
  }

  /**
   * Calls something that cannot be done twice. When an answer is lost the service may have done it all the same, and
   * refuses the repetition.
   *
   * @param explain makes the answer of such a refusal, or undefined where it means something else
   */
  #repeat<T>(ask: () => Promise<T>, explain: (refused: CliError) => Promise<T | undefined>): Promise<T> {
    let tries = 0;
    return withRetries(async () => {
      tries += 1;
      try {
        return await ask();
      } catch (error) {
        const done = tries > 1 && error instanceof CliError ? await explain(error) : undefined;
        if (done === undefined) throw error;
        return done;
      }
    }, this.#options);
  }

  async #once<T>(path: string, call: Call, schema: z.ZodType<T>): Promise<T> {
    return readAnswer(await this.#send(path, call), schema);
  }

  async #send(
    path: string,
    { method, body, headers = {} }: Call,
  ): Promise<{ status: Response; text: string }> {
    const { url, token, signal } = this.#options;
    const init = {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    };
    return exchange(url + path, init, url, async (status) => ({ status, text: await status.text() }));
  }
}

function statusPath(taskId: string): string {
  return `/status/${inPath(taskId)}`;
}

/** A task's id as a part of a path. @throws CliError for what would make another path of it */
function inPath(taskId: string): string {
  if (!['', '.', '..'].includes(taskId.trim())) return encodeURIComponent(taskId);
  throw usageError(`"${taskId}" is no id of a task. "posefleet list" shows them.`);
}

function readAnswer<T>({ status, text }: { status: Response; text: string }, schema: z.ZodType<T>): T {
  const json = parseJson(text);
  if (!status.ok) throw refusal(status, json);
  const answer = schema.safeParse(json);
  if (answer.success) return answer.data;
  throw new CliError(
    CLI_EXIT.refused,
    'answer_unexpected',
    `What answers at ${status.url} is not this version of Posefleet: ${z.prettifyError(answer.error)}`,
  );
}

function refusal(response: Response, json: unknown): CliError {
  const { status } = response;
  const error = errorSchema.safeParse(json).data;
  const code = error?.code ?? `http_${status}`;
  const message =
    error?.detail ?? `${response.url} answered with HTTP ${status} and no reason. Is --url right?`;
  // A model that cannot be run now cannot be run in a second either.
  const retry = BUSY.includes(status) && code !== 'model_unavailable';
  const exit = retry && status !== 429 ? CLI_EXIT.unreachable : CLI_EXIT.refused;
  return new CliError(exit, code, message, {
    status,
    issues: error?.issues,
    ...(retry ? { retry: { afterMs: retryAfterMs(response.headers.get('retry-after')) } } : {}),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON did not come from the service; the schemas say so with the address.
    return undefined;
  }
}
