import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { BUCKETS, startApiService } from './api-service.ts';

const api = await startApiService();
after(() => api.close());

const video = 'media/local/0/walk one+50%é.mp4';
await api.put(BUCKETS.media, video);
await api.put(BUCKETS.media, 'media/eve/0/secret.mp4');
await api.put(BUCKETS.media, 'uploads/local/dropped.mp4');
await api.put(BUCKETS.media, 'media/local/0/boxes.json', '[]');
await api.put(BUCKETS.source, 'a/b.mp4');
await api.put(BUCKETS.results, 'results/x/1-1/a.mp4');

const process = (body: unknown, headers = {}, owner?: string) =>
  api.call({ method: 'POST', path: '/process', body, headers, ...(owner === undefined ? {} : { owner }) });

test('a video is accepted, recorded as the seed does, and sent to the queue', async () => {
  const answer = await process({ video_filename: video });
  assert.equal(answer.status, 202);
  const { task_id, message } = answer.json;
  assert.deepEqual(answer.json, { task_id, status: 'queued', message });
  assert.deepEqual(await api.takeMessages(), [JSON.stringify({ task_id })]);
  const task = (await api.call({ method: 'GET', path: `/status/${task_id}` })).json;
  assert.deepEqual(task, {
    task_id,
    status: 'queued',
    video_path: video,
    model: 'movenet-multipose',
    created_at: task.created_at,
    started_at: null,
    completed_at: null,
    result: null,
    error: null,
    source: 'api',
    bboxes_path: null,
    options: {},
    run: 1,
    attempt: 0,
    updated_at: task.created_at,
    log_stream: null,
    progress: { stage: 'queued', frames_done: 0, frames_total: null, fps: null, eta_seconds: null },
    warnings: [],
    downloads: null,
  });
});

for (const path of [`s3://media/${video}`, 'uploads/local/dropped.mp4', 's3://partner-videos/a/b.mp4']) {
  test(`${path} is accepted`, async () => {
    assert.equal((await process({ video_filename: path })).status, 202);
    assert.equal((await api.takeMessages()).length, 1);
  });
}

test('a body in base64 is the same body', async () => {
  const body = { video_filename: video };
  const answer = await api.call({ method: 'POST', path: '/process', body, base64: true });
  assert.equal(answer.status, 202);
  assert.equal((await api.takeMessages()).length, 1);
});

const refused: [name: string, body: unknown, status: number, code: string, field?: string][] = [
  ['a missing video', { video_filename: 'media/local/0/none.mp4' }, 404, 'video_not_found'],
  ['the video of somebody else', { video_filename: 'media/eve/0/secret.mp4' }, 404, 'video_not_found'],
  [
    'the same by its address',
    { video_filename: 's3://media/media/eve/0/secret.mp4' },
    404,
    'video_not_found',
  ],
  ['missing boxes', { video_filename: video, bboxes_path: 'media/local/0/no.json' }, 404, 'bboxes_not_found'],
  ['another bucket', { video_filename: 's3://other/a.mp4' }, 404, 'video_not_found'],
  ['the bucket of results', { video_filename: 's3://results/results/x/1-1/a.mp4' }, 404, 'video_not_found'],
  ['a way out', { video_filename: 'media/local/../eve/0/secret.mp4' }, 400, 'path_invalid', 'video_filename'],
  ['a path of this machine', { video_filename: '/etc/passwd' }, 400, 'path_invalid', 'video_filename'],
  ['file:', { video_filename: 'file:///etc/passwd' }, 400, 'path_invalid', 'video_filename'],
  ['http:', { video_filename: 'http://169.254.169.254/a.mp4' }, 400, 'path_invalid', 'video_filename'],
  [
    'a way out in boxes',
    { video_filename: video, bboxes_path: '../x.json' },
    400,
    'path_invalid',
    'bboxes_path',
  ],
  ['no video', {}, 422, 'request_invalid', 'video_filename'],
  ['a video that is a number', { video_filename: 7 }, 422, 'request_invalid', 'video_filename'],
  ['an unknown field', { video_filename: video, modle: 'x' }, 422, 'request_invalid', 'modle'],
  [
    'an unknown option',
    { video_filename: video, options: { fps: 3 } },
    422,
    'request_invalid',
    'options.fps',
  ],
  [
    'an option out of range',
    { video_filename: video, options: { max_people: 0 } },
    422,
    'request_invalid',
    'options.max_people',
  ],
  [
    'a smoothing that is not known',
    { video_filename: video, options: { smoothing: 'kalman' } },
    422,
    'request_invalid',
    'options.smoothing',
  ],
  [
    'a range that ends before it begins',
    { video_filename: video, options: { start_seconds: 2, end_seconds: 1 } },
    422,
    'request_invalid',
    'options.end_seconds',
  ],
  ['a body that is a list', [], 422, 'request_invalid', ''],
  ['an unknown model', { video_filename: video, model: 'yolo' }, 422, 'model_unknown'],
  ['a model without poses', { video_filename: video, model: 'yolox-m' }, 422, 'model_unknown'],
  [
    'an unknown detector',
    { video_filename: video, model: 'vitpose', options: { detector: 'yolo' } },
    422,
    'model_unknown',
    'options.detector',
  ],
  [
    'a detector that takes boxes itself',
    { video_filename: video, model: 'vitpose', options: { detector: 'rtmpose-m' } },
    422,
    'model_unknown',
    'options.detector',
  ],
  [
    'a preset beside a model',
    { video_filename: video, model: 'vitpose', options: { preset: 'balanced' } },
    422,
    'option_unsupported',
    'options.preset',
  ],
  [
    'a model whose people nothing finds',
    { video_filename: video, model: 'face' },
    422,
    'request_invalid',
    'bboxes_path',
  ],
  [
    'boxes for a one-stage model',
    { video_filename: video, bboxes_path: 'media/local/0/boxes.json', model: 'movenet-multipose' },
    422,
    'bboxes_unsupported',
    'bboxes_path',
  ],
  [
    'an option without effect',
    { video_filename: video, options: { detect_every: 2 } },
    422,
    'option_unsupported',
    'options.detect_every',
  ],
  [
    'more people than the detector finds',
    { video_filename: video, model: 'movenet-thunder', options: { max_people: 7 } },
    422,
    'option_unsupported',
    'options.max_people',
  ],
];

for (const [name, body, status, code, field] of refused) {
  test(`${name} is refused: ${status} ${code}`, async () => {
    const answer = await process(body);
    assert.deepEqual([answer.status, answer.json.code], [status, code], answer.text);
    assert.ok(answer.json.detail.length > 10);
    if (field !== undefined) assert.equal(answer.json.issues[0].field, field);
    assert.deepEqual(await api.takeMessages(), []);
  });
}

test('errors about models name those that would do', async () => {
  const unknown = await process({ video_filename: video, model: 'vitposs' });
  assert.match(unknown.json.detail, /vitpose-s, vitpose-b/);
  const detector = await process({ video_filename: video, model: 'yolox-m' });
  assert.match(detector.json.detail, /movenet-multipose.*vitpose-b.*rtmo-s/);
  const bboxes_path = 'media/local/0/boxes.json';
  const boxes = await process({ video_filename: video, bboxes_path, model: 'movenet-multipose' });
  assert.match(boxes.json.detail, /movenet-thunder, movenet-lightning/);
});

const accepted: [name: string, body: Record<string, unknown>, model: string][] = [
  ['a model that may have to be fetched', { model: 'vitpose' }, 'vitpose-b'],
  ['a preset', { options: { preset: 'lightweight' } }, 'rtmpose-s'],
  [
    'a preset with another detector',
    { options: { preset: 'balanced', detector: 'rtmdet-nano' } },
    'rtmpose-m',
  ],
  [
    'a detector',
    { model: 'movenet-thunder', options: { detector: 'yolox', max_people: 9 } },
    'movenet-thunder',
  ],
  ['a one-stage model as the detector', { model: 'vitpose', options: { detector: 'rtmo-s' } }, 'vitpose-b'],
  [
    'a detector for what has none',
    { model: 'animal', options: { detector: 'yolox-m-coco' } },
    'rtmpose-m-animal',
  ],
];

for (const [name, asked, model] of accepted) {
  test(`${name} is accepted, and the record names ${model}`, async () => {
    const answer = await process({ video_filename: video, ...asked });
    assert.equal(answer.status, 202, answer.text);
    const { json } = await api.call({ method: 'GET', path: `/status/${answer.json.task_id}` });
    assert.deepEqual([json.model, json.options], [model, asked.options ?? {}]);
    await api.takeMessages();
  });
}

test('boxes choose the top-down model, and its people have no limit', async () => {
  const bboxes_path = 's3://media/media/local/0/boxes.json';
  const answer = await process({ video_filename: video, bboxes_path, options: { max_people: 50 } });
  assert.equal(answer.status, 202, answer.text);
  const { json } = await api.call({ method: 'GET', path: `/status/${answer.json.task_id}` });
  assert.deepEqual([json.model, json.bboxes_path], ['movenet-thunder', bboxes_path]);
  await api.takeMessages();
});

test('an alias finds the model, which is recorded by its name', async () => {
  const answer = await process({ video_filename: video, model: 'thunder', bboxes_path: null, options: null });
  assert.equal(answer.status, 202, answer.text);
  const { json } = await api.call({ method: 'GET', path: `/status/${answer.json.task_id}` });
  assert.equal(json.model, 'movenet-thunder');
  await api.takeMessages();
});

test('an Idempotency-Key gives one task, whatever the order of the fields', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const first = await process({ video_filename: video, model: 'movenet-multipose' }, headers);
  const second = await process({ model: 'movenet-multipose', video_filename: video }, headers);
  assert.deepEqual([first.status, second.status], [202, 202]);
  assert.equal(first.json.task_id, second.json.task_id);
  const other = await process({ video_filename: 'uploads/local/dropped.mp4' }, headers);
  assert.deepEqual([other.status, other.json.code], [409, 'idempotency_conflict']);
  const stranger = await process({ video_filename: 's3://partner-videos/a/b.mp4' }, headers, 'eve');
  assert.equal(stranger.status, 202);
  assert.notEqual(stranger.json.task_id, first.json.task_id);
});

test('ten requests at once with one key make one task', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const all = await Promise.all(
    Array.from({ length: 10 }, () => process({ video_filename: video }, headers)),
  );
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(all.map(({ json }) => json.task_id)).size, 1);
});

test('the key of a deleted task stays used', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const { json } = await process({ video_filename: video }, headers);
  assert.equal((await api.call({ method: 'DELETE', path: `/tasks/${json.task_id}` })).status, 200);
  const again = await process({ video_filename: video }, headers);
  assert.deepEqual([again.status, again.json.code], [409, 'task_deleted']);
});

for (const key of ['x'.repeat(256), 'clé', 'tab\there']) {
  test(`the Idempotency-Key ${key.slice(0, 10)} is refused`, async () => {
    const answer = await process({ video_filename: video }, { 'Idempotency-Key': key });
    assert.deepEqual([answer.status, answer.json.issues?.[0].field], [422, 'idempotency-key'], answer.text);
  });
}

test('a repeated request finds its task after its video has gone', async () => {
  const key = 'media/local/0/short-lived.mp4';
  await api.put(BUCKETS.media, key);
  const headers = { 'Idempotency-Key': randomUUID() };
  const first = await process({ video_filename: key }, headers);
  await api.s3.send(new DeleteObjectCommand({ Bucket: BUCKETS.media, Key: key }));
  const second = await process({ video_filename: key }, headers);
  assert.deepEqual([second.status, second.json.task_id], [202, first.json.task_id]);
});
