/** Talks to a running service as a caller does: HTTP alone, every answer held against the published schemas. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

import {
  errorAnswerSchema,
  healthAnswerSchema,
  processAnswerSchema,
  type TaskAnswer,
  taskAnswerSchema,
  taskListAnswerSchema,
  type UploadAnswer,
  uploadAnswerSchema,
} from '../../core/requests.ts';
import { isFinal } from '../../core/task.ts';

/** Milliseconds in which anything here must come about, on a machine that is busy too. */
const PATIENCE_MS = 240_000;
/** Milliseconds between two looks at a task. */
const LOOK_MS = 50;

/** What the service answered. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  json: any;
}

/** One entry of the predictions file, as far as tests look into it. */
export interface PredictedFrame {
  frame_id: number;
  instances: {
    keypoints: [number, number][];
    keypoint_scores: number[];
    bbox: [number, number, number, number][];
    bbox_score: number;
    track_id: number;
  }[];
}

/** A caller of one service. */
export class ServiceClient {
  readonly url: string;

  /** @param url address of the API, without a slash at its end. */
  constructor(url: string) {
    this.url = url;
  }

  /** Sends a request; a body that is not text is sent as JSON. */
  async request(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, json: await answer.json() };
  }

  /** Submits a video that must be accepted. @returns the task's id. */
  async process(
    video_filename: string,
    fields: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<string> {
    const answer = await this.request('POST', '/process', { body: { video_filename, ...fields }, headers });
    assert.equal(answer.status, 202, JSON.stringify(answer.json));
    return z.strictObject(processAnswerSchema.shape).parse(answer.json).task_id;
  }

  /** The task, which must be there. */
  async status(taskId: string): Promise<TaskAnswer> {
    const answer = await this.request('GET', `/status/${taskId}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
    return z.strictObject(taskAnswerSchema.shape).parse(answer.json);
  }

  async health() {
    const { json } = await this.request('GET', '/health');
    return z.strictObject(healthAnswerSchema.shape).parse(json);
  }

  /** Waits until the counts are as they must be: a count moves a moment after the task that it is of. */
  async untilCounted(expected: { active: number; queued: number; total: number }): Promise<void> {
    await eventually(async () => {
      const { active_tasks, queued_tasks, total_tasks } = await this.health();
      assert.deepEqual({ active: active_tasks, queued: queued_tasks, total: total_tasks }, expected);
    });
  }

  /** A page of `GET /tasks`. @param query with its question mark. */
  async tasks(query = '') {
    const { json } = await this.request('GET', `/tasks${query}`);
    return z.strictObject(taskListAnswerSchema.shape).parse(json);
  }

  /** Asks for a task's state until it is as wanted. */
  async until(taskId: string, isWanted: (task: TaskAnswer) => boolean): Promise<TaskAnswer> {
    let task = await this.status(taskId);
    await eventually(async () => {
      task = await this.status(taskId);
      assert.ok(isWanted(task), `task as it was last: ${JSON.stringify(task)}`);
    });
    return task;
  }

  untilEnded(taskId: string): Promise<TaskAnswer> {
    return this.until(taskId, ({ status }) => isFinal(status));
  }

  /** Waits for a task to be in work, with frames done. */
  untilAtWork(taskId: string): Promise<TaskAnswer> {
    return this.until(taskId, ({ progress }) => progress.frames_done > 0);
  }

  /** Waits for a task's end, which must be a good one. */
  async untilCompleted(taskId: string): Promise<TaskAnswer> {
    const task = await this.untilEnded(taskId);
    assert.equal(task.status, 'completed', JSON.stringify(task.error));
    return task;
  }

  /** Uploads a file in one request. @returns its `video_filename`. */
  async upload(file: string, name: string): Promise<string> {
    const content = await readFile(file);
    const { json } = await this.request('POST', '/uploads', {
      body: { file_name: name, bytes: content.length },
    });
    const upload: UploadAnswer = uploadAnswerSchema.parse(json);
    assert.ok('url' in upload, 'the file is small enough for one request');
    assert.equal((await fetch(upload.url, { method: 'PUT', body: content })).status, 200);
    const complete = await this.request('POST', `/uploads/${upload.upload_id}/complete`);
    assert.equal(complete.status, 200, JSON.stringify(complete.json));
    return upload.video_filename;
  }

  /** The predictions of a completed task. */
  async predictions({ downloads }: TaskAnswer): Promise<PredictedFrame[]> {
    return (await fetched(downloads?.predictions_url)).json() as Promise<PredictedFrame[]>;
  }

  /** The drawn video of a completed task, as a file. */
  async saveVideo({ downloads }: TaskAnswer, file: string): Promise<string> {
    await writeFile(file, await (await fetched(downloads?.visualization_url)).bytes());
    return file;
  }
}

/** Downloads as any program does, without a word of authentication beside the URL. */
export async function fetched(url: string | null | undefined): Promise<Response> {
  const answer = await fetch(url ?? assert.fail('there is a URL'));
  assert.equal(answer.status, 200, await (answer.ok ? '' : answer.text()));
  return answer;
}

/** Asserts that a refusal has the API's error shape. */
export function assertRefused({ status, json }: Answer, expected: number, code: string): void {
  const told = JSON.stringify(json);
  assert.equal(z.strictObject(errorAnswerSchema.shape).parse(json).code, code, told);
  assert.equal(status, expected, told);
}

/** Repeats a check until it holds; in the end it throws what the check threw. */
export async function eventually(check: () => Promise<void> | void, limitMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(LOOK_MS);
    }
  }
}
