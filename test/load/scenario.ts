/** What the callers do: a mix of everything that the API offers, right requests and wrong ones. */
import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import {
  healthAnswerSchema,
  messageAnswerSchema,
  processAnswerSchema,
  taskAnswerSchema,
  taskListAnswerSchema,
  taskMovedAnswerSchema,
  uploadAnswerSchema,
  uploadCompleteAnswerSchema,
} from '../../core/requests.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { Caller } from './caller.ts';
import type { TasksMade } from './tasks-made.ts';

/** How often each is done, of 100 times. */
const MIX = {
  submit: 22,
  submitTwice: 5,
  submitWrongly: 6,
  look: 35,
  lookAtNothing: 3,
  list: 8,
  health: 8,
  cancel: 4,
  retry: 2,
  remove: 4,
  upload: 3,
} as const;

/** What a caller has to work with. */
export interface Scene {
  api: Caller;
  /** The same caller's connection to S3, for presigned uploads. */
  s3(origin: string): Caller;
  random: SeededRandom;
  /** A video that requests may name. */
  video: string;
  /** All callers' tasks. */
  tasks: TasksMade;
  /** This caller's own tasks, and which of them it has cancelled. */
  own: string[];
  cancelled: Set<string>;
}

type Deed = (scene: Scene) => Promise<void>;

const PROCESS = { route: 'POST /process', method: 'POST', path: '/process' } as const;
const DEEDS: Readonly<Record<keyof typeof MIX, Deed>> = {
  submit: async (scene) => remember(scene, await submit(scene)),
  submitTwice,
  submitWrongly,
  look: (scene) => withOwn(scene, look),
  lookAtNothing,
  list,
  health,
  cancel: (scene) => withOwn(scene, cancel),
  retry,
  remove: (scene) => withOwn(scene, remove),
  upload,
};

/** Does one thing of the mix. */
export async function actOnce(scene: Scene): Promise<void> {
  await DEEDS[scene.random.weighted(MIX)](scene);
}

async function submit(
  { api, video, tasks }: Scene,
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  tasks.asked += 1;
  const body = { video_filename: video, model: 'movenet-multipose' };
  const told = await api.ask({ ...PROCESS, body, headers, statuses: [202], schema: processAnswerSchema });
  if (told === undefined) tasks.unsure.accepted += 1;
  return told?.body?.task_id;
}

function remember({ api, tasks, own }: Scene, id: string | undefined): void {
  if (id === undefined) return;
  if (!tasks.add(id)) api.wrong(`POST /process: the id ${id} was given twice`);
  own.push(id);
}

/** The same key and body give the same task, another body is refused. */
async function submitTwice(scene: Scene): Promise<void> {
  const headers = { 'idempotency-key': randomUUID() };
  const first = await submit(scene, headers);
  remember(scene, first);
  const second = await submit(scene, headers);
  if (second !== undefined && first !== undefined && second !== first)
    scene.api.wrong(`POST /process: the same Idempotency-Key gave ${first} and ${second}`);
  const body = { video_filename: scene.video, options: { frame_stride: 2 } };
  const codes = ['idempotency_conflict'];
  if (first !== undefined) await scene.api.ask({ ...PROCESS, body, headers, statuses: [409], codes });
}

const WRONG: readonly [fields: object, status: number, code: string][] = [
  [{ video_filename: undefined }, 422, 'request_invalid'],
  [{ video_filename: 'missing.mp4' }, 404, 'video_not_found'],
  [{ video_filename: '../etc/passwd' }, 400, 'path_invalid'],
  [{ options: { frame_stride: 'often' } }, 422, 'request_invalid'],
  [{ model: 'nonsense' }, 422, 'model_unknown'],
];

async function submitWrongly({ api, random, video }: Scene): Promise<void> {
  const [fields, status, code] = random.pick(WRONG);
  const body = { video_filename: video, ...fields };
  await api.ask({ ...PROCESS, body, statuses: [status], codes: [code] });
}

async function withOwn(scene: Scene, deed: (scene: Scene, id: string) => Promise<void>): Promise<void> {
  if (scene.own.length === 0) remember(scene, await submit(scene));
  else await deed(scene, scene.random.pick(scene.own));
}

async function look({ api, cancelled }: Scene, id: string): Promise<void> {
  const route = { route: 'GET /status/{id}', method: 'GET', path: `/status/${id}` } as const;
  const told = await api.ask({ ...route, statuses: [200], schema: taskAnswerSchema });
  if (told?.body === undefined) return;
  const { task_id, status, downloads, completed_at } = told.body;
  if (task_id !== id) api.wrong(`GET /status/${id}: answered for ${task_id}`);
  if (cancelled.has(id) && status !== 'cancelled') api.wrong(`GET /status/${id}: ${status} after its end`);
  if ((status === 'completed') !== (downloads !== null))
    api.wrong(`GET /status/${id}: ${status}, and downloads ${JSON.stringify(downloads)}`);
  if (status === 'completed' && completed_at === null) api.wrong(`GET /status/${id}: ended at no time`);
}

async function lookAtNothing({ api, random }: Scene): Promise<void> {
  const route = { route: 'GET /status/{id}', method: 'GET' } as const;
  if (random.below(2) === 0)
    await api.ask({ ...route, path: '/status/1', statuses: [422], codes: ['request_invalid'] });
  else
    await api.ask({ ...route, path: `/status/${randomUUID()}`, statuses: [404], codes: ['task_not_found'] });
}

/** Two pages of the list: newest first, and no task twice. */
async function list({ api, random }: Scene): Promise<void> {
  const limit = random.pick([5, 20, 50]);
  const status = random.pick(['', '&status=completed', '&status=queued']);
  const seen: z.infer<typeof taskListAnswerSchema>['tasks'] = [];
  let cursor = '';
  for (let page = 0; page < 2; page += 1) {
    const path = `/tasks?limit=${limit}${status}${cursor}`;
    const route = { route: 'GET /tasks', method: 'GET', path } as const;
    const told = await api.ask({ ...route, statuses: [200], schema: taskListAnswerSchema });
    if (told?.body === undefined) return;
    if (told.body.tasks.length > limit)
      api.wrong(`GET /tasks: ${told.body.tasks.length} tasks, not ${limit}`);
    seen.push(...told.body.tasks);
    if (told.body.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(told.body.next_cursor)}`;
  }
  if (new Set(seen.map(({ task_id }) => task_id)).size < seen.length) api.wrong('GET /tasks: a task twice');
  if (seen.some(({ created_at }, index) => created_at > (seen[index - 1]?.created_at ?? created_at)))
    api.wrong('GET /tasks: not the newest first');
}

async function health({ api, tasks }: Scene): Promise<void> {
  const before = tasks.removed;
  const route = { route: 'GET /health', method: 'GET', path: '/health' } as const;
  const told = await api.ask({ ...route, statuses: [200], schema: healthAnswerSchema });
  const total = told?.body?.total_tasks;
  // Other callers add and remove tasks meanwhile; there can be no more than they have asked for.
  if (total !== undefined && total > tasks.asked - before) api.wrong(`GET /health: ${total} tasks`);
}

async function cancel({ api, cancelled }: Scene, id: string): Promise<void> {
  const path = `/tasks/${id}/cancel`;
  const route = { route: 'POST /tasks/{id}/cancel', method: 'POST', path } as const;
  const codes = ['task_not_cancellable'];
  const told = await api.ask({ ...route, statuses: [200, 409], codes, schema: taskMovedAnswerSchema });
  if (told?.status === 200) cancelled.add(id);
}

async function retry(scene: Scene): Promise<void> {
  const [id] = scene.cancelled;
  if (id === undefined) return withOwn(scene, cancel);
  scene.cancelled.delete(id);
  const route = { route: 'POST /tasks/{id}/retry', method: 'POST', path: `/tasks/${id}/retry` } as const;
  // Of its second run the caller says nothing: whoever retries a run that is over is told so.
  const codes = ['task_changed'];
  await scene.api.ask({
    ...route,
    body: { run: 1 },
    statuses: [202, 409],
    codes,
    schema: taskMovedAnswerSchema,
  });
}

async function remove({ api, tasks, own, cancelled }: Scene, id: string): Promise<void> {
  own.splice(own.indexOf(id), 1);
  cancelled.delete(id);
  const path = `/tasks/${id}`;
  const route = { route: 'DELETE /tasks/{id}', method: 'DELETE', path } as const;
  const told = await api.ask({ ...route, statuses: [200], schema: messageAnswerSchema });
  if (told === undefined) {
    tasks.unsure.removed += 1;
    return;
  }
  tasks.removed += 1;
  const gone = { route: 'GET /status/{id}', method: 'GET', path: `/status/${id}` } as const;
  await api.ask({ ...gone, statuses: [404], codes: ['task_not_found'] });
}

/** A small file through a presigned URL, whose task may then be asked for. */
async function upload(scene: Scene): Promise<void> {
  const { api, s3, random } = scene;
  const content = Buffer.alloc(1 + random.below(20_000), 'video');
  const create = { route: 'POST /uploads', method: 'POST', path: '/uploads' } as const;
  const body = { file_name: 'walk one.mp4', bytes: content.length };
  const told = await api.ask({ ...create, body, statuses: [201], schema: uploadAnswerSchema });
  if (told?.body === undefined || !('url' in told.body)) return;
  const { origin, pathname, search } = new URL(told.body.url);
  const path = `${pathname}${search}`;
  const put = { route: 'PUT presigned URL', method: 'PUT', path, body: content } as const;
  if ((await s3(origin).ask({ ...put, statuses: [200] })) === undefined) return;
  const complete = { route: 'POST /uploads/{id}/complete', method: 'POST' } as const;
  const at = `/uploads/${told.body.upload_id}/complete`;
  const done = await api.ask({ ...complete, path: at, statuses: [200], schema: uploadCompleteAnswerSchema });
  if (done?.body !== undefined && done.body.bytes !== content.length)
    api.wrong(`POST /uploads/{id}/complete: ${done.body.bytes} bytes, not ${content.length}`);
  remember(scene, await submit({ ...scene, video: told.body.video_filename }));
}
