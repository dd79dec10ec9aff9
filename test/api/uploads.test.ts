import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { GetObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { startApiService } from './api-service.ts';

const api = await startApiService();
const folder = await mkdtemp(join(tmpdir(), 'posefleet-uploads-'));
after(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const MEBIBYTE = 2 ** 20;
const execute = promisify(execFile);

const begin = (file_name: string, bytes: number, owner?: string) =>
  api.call({ method: 'POST', path: '/uploads', body: { file_name, bytes }, ...(owner ? { owner } : {}) });
const sign = (id: string, body?: unknown) => api.call({ method: 'POST', path: `/uploads/${id}/parts`, body });
const complete = (id: string, body?: unknown, owner?: string) =>
  api.call({ method: 'POST', path: `/uploads/${id}/complete`, body, ...(owner ? { owner } : {}) });
const end = (id: string) => api.call({ method: 'DELETE', path: `/uploads/${id}` });
const put = (url: string, body: Buffer) => fetch(url, { method: 'PUT', body });

async function stored(key: string): Promise<Buffer> {
  const { Body } = await api.s3.send(new GetObjectCommand({ Bucket: 'media', Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

interface SignedPart {
  part_number: number;
  url: string;
}

async function putParts(content: Buffer, partBytes: number, parts: readonly SignedPart[]): Promise<string[]> {
  const etags = [];
  for (const { part_number, url } of parts) {
    const start = (part_number - 1) * partBytes;
    const response = await put(url, content.subarray(start, start + partBytes));
    assert.equal(response.status, 200, await response.text());
    etags.push(response.headers.get('etag') ?? '');
  }
  return etags;
}

test('a small file goes up with one plain curl, and can then be processed', async () => {
  const content = randomBytes(100_000);
  const file = join(folder, 'walk.mp4');
  await writeFile(file, content);
  const begun = await begin('../walk one+50%é.mp4', content.length);
  assert.equal(begun.status, 201, begun.text);
  const { upload_id, video_filename, url } = begun.json;
  assert.deepEqual(Object.keys(begun.json).sort(), ['expires_at', 'upload_id', 'url', 'video_filename']);
  assert.equal(video_filename, `media/local/${upload_id}/walk one+50%é.mp4`);
  await execute('curl', ['-fsS', '-T', file, url]);
  const completed = await complete(upload_id);
  assert.deepEqual([completed.status, completed.json], [200, { video_filename, bytes: content.length }]);
  assert.ok(content.equals(await stored(video_filename)));
  assert.deepEqual(await api.takeMessages(), [], 'an upload starts nothing by itself');
  const body = { video_filename };
  assert.equal((await api.call({ method: 'POST', path: '/process', body })).status, 202);
  assert.equal((await api.takeMessages()).length, 1);
});

test('a large file goes up in parts, in any order, and completing twice gives the same answer', async () => {
  const content = randomBytes(20 * MEBIBYTE + 5);
  const { json } = await begin('long.mov', content.length);
  assert.deepEqual([json.part_bytes, json.part_count, json.url], [8 * MEBIBYTE, 3, undefined]);
  assert.deepEqual(
    json.parts.map((part: SignedPart) => part.part_number),
    [1, 2, 3],
  );
  await putParts(content, json.part_bytes, json.parts.toReversed());
  const expected = { video_filename: json.video_filename, bytes: content.length };
  for (const body of [undefined, {}, undefined]) {
    const answer = await complete(json.upload_id, body);
    assert.deepEqual([answer.status, answer.json], [200, expected]);
  }
  assert.ok(content.equals(await stored(json.video_filename)));
});

test('two completions at once both succeed', async () => {
  const content = randomBytes(9 * MEBIBYTE);
  const { json } = await begin('a.mp4', content.length);
  await putParts(content, json.part_bytes, json.parts);
  const answers = await Promise.all([complete(json.upload_id), complete(json.upload_id)]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
});

test('missing parts are named, and sent later', async () => {
  const content = randomBytes(33 * MEBIBYTE);
  const { json } = await begin('a.mp4', content.length);
  const { upload_id, part_bytes, parts } = json;
  await putParts(content, part_bytes, [parts[0], parts[3]]);
  const early = await complete(upload_id);
  assert.deepEqual([early.status, early.json.code], [409, 'upload_incomplete']);
  assert.match(early.json.detail, /part 2, 3, 5\b/);
  assert.equal(early.json.issues.length, 3);
  const again = await sign(upload_id, { part_numbers: [5, 2, 3] });
  assert.equal(again.status, 200);
  await putParts(content, part_bytes, again.json.parts);
  assert.equal((await complete(upload_id)).status, 200);
});

test('the parts that a caller names are compared with those that are there', async () => {
  const content = randomBytes(9 * MEBIBYTE);
  const { json } = await begin('a.mp4', content.length);
  const [first = '', second = ''] = await putParts(content, json.part_bytes, json.parts);
  const named = (etags: string[]) => ({
    parts: etags.map((etag, index) => ({ part_number: index + 1, etag })),
  });
  for (const etags of [[first, '"another"'], [first]]) {
    const answer = await complete(json.upload_id, named(etags));
    assert.deepEqual([answer.status, answer.json.code], [409, 'upload_incomplete']);
    assert.match(answer.json.detail, /part 2\b/);
  }
  const right = await complete(json.upload_id, named([first, second.replaceAll('"', '')]));
  assert.equal(right.status, 200, right.text);
});

test('a file or part of another size is refused by S3, and nothing is completed', async () => {
  const small = await begin('a.mp4', 1000);
  assert.equal((await put(small.json.url, randomBytes(1001))).status, 403);
  const missing = await complete(small.json.upload_id);
  assert.deepEqual([missing.status, missing.json.code], [409, 'upload_incomplete']);
  const large = await begin('a.mp4', 9 * MEBIBYTE);
  assert.equal((await put(large.json.parts[1].url, randomBytes(MEBIBYTE + 1))).status, 403);
  assert.equal((await complete(large.json.upload_id)).status, 409);
});

test('URLs are signed again: of the whole file, of the first parts, of parts that are asked for', async () => {
  const small = await begin('a.mp4', 1000);
  const again = await sign(small.json.upload_id);
  assert.deepEqual(Object.keys(again.json).sort(), ['expires_at', 'url']);
  assert.equal((await put(again.json.url, randomBytes(1000))).status, 200);
  const large = await begin('a.mp4', 5e9);
  assert.deepEqual([large.json.part_count, large.json.parts.length], [597, 100]);
  assert.equal((await sign(large.json.upload_id, {})).json.parts.length, 100);
  const last = (await sign(large.json.upload_id, { part_numbers: [597, 101] })).json.parts;
  assert.deepEqual(
    last.map((part: SignedPart) => new URL(part.url).searchParams.get('partNumber')),
    ['597', '101'],
  );
  assert.equal(new URL(last[0].url).searchParams.get('X-Amz-Expires'), '900');
  const beyond = await sign(large.json.upload_id, { part_numbers: [1, 598] });
  assert.deepEqual([beyond.status, beyond.json.issues[0].field], [422, 'part_numbers.1']);
});

test('an upload that is ended is gone, with its parts or its file', async () => {
  const large = await begin('a.mp4', 9 * MEBIBYTE);
  await put(large.json.parts[1].url, randomBytes(MEBIBYTE));
  const small = await begin('b.mp4', 10);
  await put(small.json.url, randomBytes(10));
  await complete(small.json.upload_id);
  for (const { upload_id } of [large.json, small.json]) {
    const ended = await end(upload_id);
    assert.deepEqual(
      [ended.status, ended.json],
      [200, { message: `Upload ${upload_id} deleted successfully` }],
    );
    for (const answer of [await end(upload_id), await complete(upload_id), await sign(upload_id)]) {
      assert.deepEqual([answer.status, answer.json.code], [404, 'upload_not_found']);
    }
  }
  await assert.rejects(stored(small.json.video_filename), { name: 'NoSuchKey' });
  const { Uploads = [] } = await api.s3.send(new ListMultipartUploadsCommand({ Bucket: 'media' }));
  assert.ok(!Uploads.some(({ Key }) => Key === large.json.video_filename));
});

test('an upload of somebody else does not exist', async () => {
  const { json } = await begin('a.mp4', 10, `owner-${randomUUID()}`);
  assert.match(json.video_filename, /^media\/owner-/);
  assert.equal((await complete(json.upload_id)).json.code, 'upload_not_found');
});

test('a signed URL that was changed does nothing', async () => {
  const { json } = await begin('a.mp4', 10);
  const url = new URL(json.url);
  url.pathname = url.pathname.replace('a.mp4', 'b.mp4');
  assert.equal((await put(url.href, randomBytes(10))).status, 403);
});

test('the script of the documentation uploads a file in parts', async () => {
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const path = request.url ?? '';
    const answer = await api.call({ method: request.method ?? '', path, headers, ...(body ? { body } : {}) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const file = join(folder, 'three parts.mp4');
    const content = randomBytes(17 * MEBIBYTE);
    await writeFile(file, content);
    const { port } = server.address() as { port: number };
    const script = join(import.meta.dirname, '../../lambdas/api/docs/upload.sh');
    const { stdout } = await execute('bash', [script, file, `http://127.0.0.1:${port}`]);
    const { video_filename, bytes } = JSON.parse(stdout);
    assert.equal(bytes, content.length);
    assert.match(video_filename, /three parts\.mp4$/);
    assert.ok(content.equals(await stored(video_filename)));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
