/**
 * A service for tests of the command: the routes of `core/requests.ts` over HTTP with real uploads and downloads,
 * whose tasks go as a test says. What it refuses, S3 and the true service refuse too.
 */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  type ProcessRequest,
  processRequestSchema,
  type TaskAnswer,
  taskListQuerySchema,
  taskRetryRequestSchema,
  uploadPartsRequestSchema,
  uploadRequestSchema,
} from '../../core/requests.ts';

/** Parts are this long, so that small files have several. */
export const PART_BYTES = 64 * 1024;
/** Keypoints that every completed task has. */
export const PREDICTIONS = JSON.stringify([{ frame_id: 0, instances: [] }]);
/** The drawn video that every completed task has. */
export const VIDEO = createHash('sha512').update('drawn').digest();

/** The files of every completed task. */
const RESULTS: Record<string, Buffer | string> = {
  predictions: PREDICTIONS,
  visualization: VIDEO,
  run: JSON.stringify({ frames: { predicted: 1 }, instances: 0 }),
};

interface Upload {
  name: string;
  bytes: number;
  parts: Map<number, Buffer>;
}

interface Task {
  answer: TaskAnswer;
  key: string | undefined;
  body: string;
  looks: number;
}

/** What a test may do to a request before the service sees it; true when it was answered or broken off. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** A running service. */
export class ContractService {
  readonly tasks = new Map<string, Task>();
  readonly uploads = new Map<string, Upload>();
  /** Objects of the media bucket by key. */
  readonly objects = new Map<string, Buffer>();
  readonly requests: { method: string; path: string; headers: IncomingMessage['headers'] }[] = [];
  readonly deleted = new Set<string>();
  fault: Fault = () => false;
  /** As a fault, after the service has done what it was asked. */
  lose: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** Makes a task what it is at the nth look, counted from 1. By default it completes at the first. */
  script: (task: TaskAnswer, look: number) => void = (task) => complete(task);
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** Starts a service on a free port of 127.0.0.1. */
  static async start(): Promise<ContractService> {
    const server = createServer();
    const service = new ContractService(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often a route was asked for. */
  count(method: string, path: RegExp): number {
    return this.requests.filter((request) => request.method === method && path.test(request.path)).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push({ method, path: url.pathname, headers });
    try {
      if (await this.fault(request, response)) return;
      const body = await buffer(request);
      const route = `${method} ${url.pathname}`;
      if (url.pathname.startsWith('/storage/')) this.#storage(request, url, body, response);
      else {
        const answer = this.#answer(route, url, headers, body.toString());
        if (!this.lose(request, response)) reply(response, ...answer);
      }
    } catch (error) {
      if (!response.writableEnded && !request.aborted)
        reply(response, 500, refusal('internal', String(error)));
    }
  }

  #answer(route: string, url: URL, headers: IncomingMessage['headers'], body: string): [number, unknown] {
    const part = url.pathname.split('/');
    if (route === 'POST /process')
      return this.#process(body, headers['idempotency-key'] as string | undefined);
    if (route === 'GET /tasks') return this.#list(url);
    if (route === 'POST /uploads') return this.#beginUpload(body);
    if (route.startsWith('GET /status/')) return this.#status(part[2] ?? '');
    if (route.endsWith('/cancel')) return this.#cancel(part[2] ?? '');
    if (route.endsWith('/retry')) return this.#retry(part[2] ?? '', body);
    if (route.startsWith('DELETE /tasks/')) return this.#delete(part[2] ?? '');
    if (route.endsWith('/parts')) return this.#sign(part[2] ?? '', body);
    if (route.endsWith('/complete')) return this.#completeUpload(part[2] ?? '');
    return [404, refusal('route_unknown', `There is no ${route}.`)];
  }

  #process(text: string, key: string | undefined): [number, unknown] {
    const body = processRequestSchema.parse(JSON.parse(text));
    const earlier = [...this.tasks.values()].find((task) => key !== undefined && task.key === key);
    if (key !== undefined && this.deleted.has(key)) return [409, refusal('task_deleted', 'Deleted.')];
    if (earlier !== undefined && earlier.body !== text)
      return [409, refusal('idempotency_conflict', 'Other body.')];
    if (earlier !== undefined) return [202, accepted(earlier.answer)];
    const missing = [body.video_filename, body.bboxes_path].find(
      (place) => place && !place.startsWith('s3://') && !this.objects.has(place),
    );
    if (missing) return [404, refusal('video_not_found', `${missing} does not exist.`)];
    if (body.model === 'nosuch') return [422, refusal('model_unknown', 'There is no model nosuch.')];
    const answer = newTask(body);
    this.tasks.set(answer.task_id, { answer, key, body: text, looks: 0 });
    return [202, accepted(answer)];
  }

  #status(id: string): [number, unknown] {
    const task = this.tasks.get(id);
    if (task === undefined) return [404, refusal('task_not_found', `There is no task ${id}.`)];
    task.looks += 1;
    this.script(task.answer, task.looks);
    const place = `${this.url}/storage/results/${id}`;
    const expires_at = new Date(Date.now() + 900_000).toISOString();
    const downloads = {
      predictions_url: `${place}/predictions`,
      visualization_url: task.answer.result?.visualization_file ? `${place}/visualization` : null,
      run_url: `${place}/run`,
      expires_at,
    };
    return [200, { ...task.answer, downloads: task.answer.status === 'completed' ? downloads : null }];
  }

  #list(url: URL): [number, unknown] {
    const { status, limit, cursor } = taskListQuerySchema.parse(Object.fromEntries(url.searchParams));
    const all = [...this.tasks.values()].map(({ answer }) => answer).reverse();
    const fitting = all.filter((task) => status === undefined || task.status === status);
    const start = Number(cursor ?? 0);
    const tasks = fitting.slice(start, start + limit);
    const next = start + limit < fitting.length ? String(start + limit) : null;
    return [200, { total_tasks: all.length, tasks, next_cursor: next }];
  }

  #delete(id: string): [number, unknown] {
    const task = this.tasks.get(id);
    if (task === undefined) return [404, refusal('task_not_found', `There is no task ${id}.`)];
    this.tasks.delete(id);
    if (task.key !== undefined) this.deleted.add(task.key);
    return [200, { message: `Task ${id} deleted successfully` }];
  }

  #cancel(id: string): [number, unknown] {
    const { answer } = this.tasks.get(id) ?? {};
    if (answer === undefined) return [404, refusal('task_not_found', `There is no task ${id}.`)];
    if (['completed', 'failed'].includes(answer.status))
      return [409, refusal('task_not_cancellable', `Task ${id} has ${answer.status} already.`)];
    answer.status = 'cancelled';
    return [200, moved(answer)];
  }

  #retry(id: string, text: string): [number, unknown] {
    const { run } = taskRetryRequestSchema.parse(JSON.parse(text));
    const task = this.tasks.get(id);
    if (task === undefined) return [404, refusal('task_not_found', `There is no task ${id}.`)];
    const { answer } = task;
    if (answer.run !== run) return [409, refusal('task_changed', `Task ${id} is in run ${answer.run}.`)];
    if (!['failed', 'cancelled'].includes(answer.status))
      return [409, refusal('task_not_retryable', `Task ${id} is ${answer.status}.`)];
    Object.assign(answer, { run: run + 1, status: 'queued', error: null });
    return [202, moved(answer)];
  }

  #beginUpload(text: string): [number, unknown] {
    const { file_name, bytes } = uploadRequestSchema.parse(JSON.parse(text));
    const id = randomUUID();
    this.uploads.set(id, { name: file_name, bytes, parts: new Map() });
    const count = Math.ceil(bytes / PART_BYTES);
    const numbers = Array.from({ length: Math.min(3, count) }, (_, i) => i + 1);
    return [201, { upload_id: id, video_filename: this.#key(id), ...this.#urls(id, numbers) }];
  }

  #sign(id: string, text: string): [number, unknown] {
    if (!this.uploads.has(id)) return [404, refusal('upload_not_found', `There is no upload ${id}.`)];
    const { part_numbers = [1] } = uploadPartsRequestSchema.parse(JSON.parse(text));
    return [200, this.#urls(id, part_numbers)];
  }

  #completeUpload(id: string): [number, unknown] {
    const upload = this.uploads.get(id);
    if (upload === undefined) return [404, refusal('upload_not_found', `There is no upload ${id}.`)];
    const sorted = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const whole = Buffer.concat(sorted);
    if (whole.length !== upload.bytes) return [409, refusal('upload_incomplete', 'Parts are missing.')];
    this.objects.set(this.#key(id), whole);
    return [200, { video_filename: this.#key(id), bytes: whole.length }];
  }

  #urls(id: string, numbers: readonly number[]) {
    const { bytes } = this.uploads.get(id) as Upload;
    const expires_at = new Date(Date.now() + 900_000).toISOString();
    const url = (n: number): string => `${this.url}/storage/uploads/${id}/${n}?signature=${randomUUID()}`;
    if (bytes <= PART_BYTES) return { url: url(1), expires_at };
    const parts = numbers.map((part_number) => ({ part_number, url: url(part_number) }));
    return { part_bytes: PART_BYTES, part_count: Math.ceil(bytes / PART_BYTES), parts, expires_at };
  }

  #key(id: string): string {
    return `media/local/${id}/${this.uploads.get(id)?.name}`;
  }

  #storage(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): void {
    const [, , kind, id = '', name = ''] = url.pathname.split('/');
    if (request.headers.authorization !== undefined)
      return void response.writeHead(400).end('<Code>Token</Code>');
    if (kind === 'results') return void response.end(RESULTS[name]);
    // S3 answers 501 to bodies of unknown length.
    if (request.headers['content-length'] === undefined) return void response.writeHead(501).end();
    this.uploads.get(id)?.parts.set(Number(name), body);
    response.writeHead(200, { etag: '"x"' }).end();
  }
}

/** An address at which nobody listens. */
export async function deadUrl(): Promise<string> {
  const service = await ContractService.start();
  const { url } = service;
  await service.close();
  return url;
}

/** Makes a task a completed one. */
export function complete(task: TaskAnswer): void {
  const stem = task.video_path
    .split('/')
    .pop()
    ?.replace(/\.[^.]*$/, '');
  const place = `s3://results/results/${task.task_id}/1-1`;
  task.status = 'completed';
  task.completed_at = new Date().toISOString();
  task.progress = { stage: 'done', frames_done: 1, frames_total: 1, fps: 1, eta_seconds: 0 };
  task.result = {
    visualization_dir: `${place}/visualizations`,
    predictions_dir: `${place}/predictions`,
    predictions_file: `${place}/predictions/${stem}_${task.model}.json`,
    visualization_file: `${place}/visualizations/${stem}_${task.model}.mp4`,
    run_file: `${place}/run.json`,
  };
}

/** Makes a task a failed one. */
export function fail(task: TaskAnswer): void {
  task.status = 'failed';
  task.error = { code: 'video_unreadable', message: 'No frame can be decoded.', retryable: false };
}

/** Makes a task one that is being worked on. */
export function work(task: TaskAnswer, frames_done = 126): void {
  task.status = 'processing';
  task.progress = { stage: 'poses', frames_done, frames_total: 300, fps: 24.1, eta_seconds: 7 };
}

function newTask(body: ProcessRequest): TaskAnswer {
  const now = new Date().toISOString();
  return {
    task_id: randomUUID(),
    status: 'queued',
    video_path: body.video_filename,
    model: body.model ?? 'movenet-multipose',
    created_at: now,
    started_at: null,
    completed_at: null,
    result: null,
    error: null,
    source: 'api',
    bboxes_path: null,
    options: body.options ?? {},
    run: 1,
    attempt: 0,
    updated_at: now,
    log_stream: null,
    progress: { stage: 'queued', frames_done: 0, frames_total: null, fps: null, eta_seconds: null },
    warnings: [],
    downloads: null,
  };
}

function accepted({ task_id, status }: TaskAnswer) {
  return { task_id, status, message: 'accepted' };
}

function moved({ task_id, run, status }: TaskAnswer) {
  return { task_id, run, status, message: `Task ${task_id} is ${status}` };
}

function refusal(code: string, detail: string) {
  return { detail, code };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
