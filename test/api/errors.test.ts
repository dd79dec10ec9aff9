import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { ERRORS } from '../../core/errors.ts';
import { errorAnswerSchema } from '../../core/requests.ts';
import { type ApiAnswer, startApiService } from './api-service.ts';
import type { ApiCall } from './gateway-event.ts';

const api = await startApiService();
after(() => api.close());

const id = randomUUID();

/** Every error has the one shape, the status of its code, and the headers of every answer. */
function assertError(answer: ApiAnswer, code: keyof typeof ERRORS): void {
  assert.equal(errorAnswerSchema.parse(answer.json).code, code, answer.text);
  assert.equal(answer.status, ERRORS[code].http);
  assert.deepEqual(
    Object.keys(answer.json).filter((key) => !['detail', 'code', 'issues'].includes(key)),
    [],
  );
  assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(answer.headers['content-security-policy'] ?? '', /default-src 'none'/);
}

const cases: [name: string, call: ApiCall, code: keyof typeof ERRORS, field?: string][] = [
  ['an unknown route', { method: 'GET', path: '/nowhere' }, 'route_unknown'],
  ['the root', { method: 'GET', path: '/' }, 'route_unknown'],
  ['a slash too many', { method: 'GET', path: '/health/' }, 'route_unknown'],
  [
    'an unknown route with a huge body',
    { method: 'POST', path: '/x', body: 'x'.repeat(2e6) },
    'route_unknown',
  ],
  ['a path that no URL can have', { method: 'GET', path: '/%zz//..\\' }, 'route_unknown'],
  ['malformed JSON', { method: 'POST', path: '/process', body: '{"video_filename": ' }, 'json_malformed'],
  [
    'an empty body',
    { method: 'POST', path: '/process', headers: { 'Content-Type': 'application/json' } },
    'json_malformed',
  ],
  ['no body and no type', { method: 'POST', path: '/process' }, 'body_not_json'],
  [
    'a form',
    {
      method: 'POST',
      path: '/process',
      body: 'video_filename=a',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    },
    'body_not_json',
  ],
  [
    'JSON that says it is text',
    { method: 'POST', path: '/process', body: '{}', headers: { 'content-type': 'text/plain' } },
    'body_not_json',
  ],
  [
    '20 MB',
    { method: 'POST', path: '/process', body: `{"video_filename":"${'x'.repeat(2e7)}"}` },
    'body_too_large',
  ],
  [
    '20 MB in base64',
    { method: 'POST', path: '/uploads', body: `{"a":"${'x'.repeat(2e7)}"}`, base64: true },
    'body_too_large',
  ],
  ['an id that is no UUID', { method: 'GET', path: '/status/12' }, 'request_invalid', 'task_id'],
  ['an id with a slash', { method: 'GET', path: '/status/a%2Fb' }, 'request_invalid', 'task_id'],
  ['deleting an id that is no UUID', { method: 'DELETE', path: '/tasks/x' }, 'request_invalid', 'task_id'],
  ['an upload id that is no UUID', { method: 'DELETE', path: '/uploads/x' }, 'request_invalid', 'upload_id'],
  ['an unknown task', { method: 'GET', path: `/status/${id}` }, 'task_not_found'],
  ['deleting an unknown task', { method: 'DELETE', path: `/tasks/${id}` }, 'task_not_found'],
  ['cancelling an unknown task', { method: 'POST', path: `/tasks/${id}/cancel` }, 'task_not_found'],
  [
    'cancelling an id that is no UUID',
    { method: 'POST', path: '/tasks/x/cancel' },
    'request_invalid',
    'task_id',
  ],
  [
    'retrying an unknown task',
    { method: 'POST', path: `/tasks/${id}/retry`, body: { run: 1 } },
    'task_not_found',
  ],
  ['a retry without a body', { method: 'POST', path: `/tasks/${id}/retry` }, 'body_not_json'],
  ['a retry of no run', { method: 'POST', path: `/tasks/${id}/retry`, body: {} }, 'request_invalid', 'run'],
  [
    'a retry of run 0',
    { method: 'POST', path: `/tasks/${id}/retry`, body: { run: 0 } },
    'request_invalid',
    'run',
  ],
  ['an unknown upload', { method: 'POST', path: `/uploads/${id}/parts` }, 'upload_not_found'],
  ['completing an unknown upload', { method: 'POST', path: `/uploads/${id}/complete` }, 'upload_not_found'],
  ['deleting an unknown upload', { method: 'DELETE', path: `/uploads/${id}` }, 'upload_not_found'],
  ['a limit of 0', { method: 'GET', path: '/tasks', query: { limit: '0' } }, 'request_invalid', 'limit'],
  ['a limit of 101', { method: 'GET', path: '/tasks', query: { limit: '101' } }, 'request_invalid', 'limit'],
  [
    'a limit that is text',
    { method: 'GET', path: '/tasks', query: { limit: 'ten' } },
    'request_invalid',
    'limit',
  ],
  ['two limits', { method: 'GET', path: '/tasks', query: { limit: ['1', '2'] } }, 'request_invalid', 'limit'],
  [
    'an unknown status',
    { method: 'GET', path: '/tasks', query: { status: 'done' } },
    'request_invalid',
    'status',
  ],
  [
    'an unknown parameter',
    { method: 'GET', path: '/tasks', query: { page: '2' } },
    'request_invalid',
    'page',
  ],
  [
    'a forged cursor',
    { method: 'GET', path: '/tasks', query: { cursor: 'e30' } },
    'cursor_invalid',
    'cursor',
  ],
  [
    'results=yes',
    { method: 'DELETE', path: `/tasks/${id}`, query: { results: 'yes' } },
    'request_invalid',
    'results',
  ],
  [
    'a file of no bytes',
    { method: 'POST', path: '/uploads', body: { file_name: 'a.mp4', bytes: 0 } },
    'request_invalid',
    'bytes',
  ],
  [
    'a file without a name',
    { method: 'POST', path: '/uploads', body: { file_name: 'a/..', bytes: 1 } },
    'request_invalid',
    'file_name',
  ],
  [
    'a file that is too large',
    { method: 'POST', path: '/uploads', body: { file_name: 'a.mp4', bytes: 20 * 2 ** 30 + 1 } },
    'upload_too_large',
    'bytes',
  ],
];

for (const [name, call, code, field] of cases) {
  test(`${name}: ${ERRORS[code].http} ${code}`, async () => {
    const answer = await api.call(call);
    assertError(answer, code);
    if (field !== undefined) assert.equal(answer.json.issues[0].field, field);
  });
}

const wrongMethods: [method: string, path: string, allow: string][] = [
  ['GET', '/process', 'POST'],
  ['PUT', '/process', 'POST'],
  ['POST', '/tasks', 'GET, HEAD'],
  ['GET', `/tasks/${id}`, 'DELETE'],
  ['OPTIONS', '/health', 'GET, HEAD'],
  ['GET', `/tasks/${id}/cancel`, 'POST'],
  ['DELETE', `/tasks/${id}/retry`, 'POST'],
  ['GET', `/uploads/${id}/complete`, 'POST'],
  ['PATCH', `/status/${id}`, 'GET, HEAD'],
  ['TRACE', '/health', 'GET, HEAD'],
];

for (const [method, path, allow] of wrongMethods) {
  test(`${method} ${path}: 405, Allow: ${allow}`, async () => {
    const answer = await api.call({ method, path, body: method === 'GET' ? undefined : 'not JSON' });
    assertError(answer, 'method_not_allowed');
    assert.equal(answer.headers.allow, allow);
  });
}

test('the answer to a thousand wrong fields is shorter than the request', async () => {
  const body = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`${'x'.repeat(500)}${index}`, 1]),
  );
  const answer = await api.call({ method: 'POST', path: '/process', body });
  assertError(answer, 'request_invalid');
  assert.ok(answer.text.length < 10_000);
});

test('a GET that brings a body is answered all the same', async () => {
  assert.equal((await api.call({ method: 'GET', path: '/health', body: '{}' })).status, 200);
});

test('a strange Host header changes nothing', async () => {
  assert.equal(
    (await api.call({ method: 'GET', path: '/health', headers: { Host: 'a b/c?#' } })).status,
    200,
  );
});

test('the description and the page are served', async () => {
  const openApi = await api.call({ method: 'GET', path: '/openapi.json' });
  assert.equal(openApi.json.openapi, '3.1.0');
  assert.deepEqual(Object.keys(openApi.json.paths).sort(), [
    '/health',
    '/process',
    '/status/{task_id}',
    '/tasks',
    '/tasks/{task_id}',
    '/tasks/{task_id}/cancel',
    '/tasks/{task_id}/retry',
    '/uploads',
    '/uploads/{upload_id}',
    '/uploads/{upload_id}/complete',
    '/uploads/{upload_id}/parts',
  ]);
  const page = await api.call({ method: 'GET', path: '/docs' });
  assert.match(page.headers['content-type'] ?? '', /^text\/html/);
  assert.match(page.headers['content-security-policy'] ?? '', /style-src 'sha256-/);
  assert.match(page.text, /^<!doctype html>/);
});

test('HEAD answers as GET does, without a body', async () => {
  const answer = await api.call({ method: 'HEAD', path: '/health' });
  assert.deepEqual([answer.status, answer.text], [200, '']);
});
