import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { type S3TestServer, startS3TestServer } from './s3-test-server.ts';

const Bucket = 'listing';
const MANY = 1005;
let server: S3TestServer;

before(async () => {
  server = await startS3TestServer();
  await server.s3.send(new CreateBucketCommand({ Bucket }));
  await putAll(Array.from({ length: MANY }, (_, index) => `many/${index}`));
  await putAll(['a', 'a.txt', 'a/1', 'a/2', 'a/b/3', 'a0', 'é & <b>', 'z\u{1F3C3}', 'z\uFFFD']);
});
after(() => server.close());

async function putAll(keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += 50) {
    const puts = keys.slice(start, start + 50).map((Key) => new PutObjectCommand({ Bucket, Key, Body: Key }));
    await Promise.all(puts.map((put) => server.s3.send(put)));
  }
}

async function list(query: Omit<ListObjectsV2CommandInput, 'Bucket'>) {
  const answer = await server.s3.send(new ListObjectsV2Command({ Bucket, ...query }));
  const keys = (answer.Contents ?? []).map(({ Key }) => Key);
  const folders = (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix);
  return { answer, keys, folders };
}

test('more than a page of keys comes in the order of their bytes, none twice', async () => {
  const keys: string[] = [];
  let pages = 0;
  for await (const page of paginateListObjectsV2({ client: server.s3 }, { Bucket, Prefix: 'many/' })) {
    pages += 1;
    assert.equal(page.KeyCount, page.Contents?.length);
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
  }
  assert.equal(pages, 2);
  const expected = Array.from({ length: MANY }, (_, index) => `many/${index}`);
  assert.deepEqual(keys, expected.sort());
});

test('keys sort by their bytes, not by UTF-16', async () => {
  const { keys } = await list({ Prefix: 'z' });
  assert.deepEqual(keys, ['z\uFFFD', 'z\u{1F3C3}']);
  assert.deepEqual((await list({ Prefix: 'é' })).keys, ['é & <b>']);
});

test('a delimiter folds folders, across pages too', async () => {
  const { keys, folders } = await list({ Delimiter: '/' });
  assert.deepEqual(keys, ['a', 'a.txt', 'a0', 'z\uFFFD', 'z\u{1F3C3}', 'é & <b>']);
  assert.deepEqual(folders, ['a/', 'many/']);
  const within = await list({ Delimiter: '/', Prefix: 'a/' });
  assert.deepEqual([within.keys, within.folders], [['a/1', 'a/2'], ['a/b/']]);
  const seen: unknown[] = [];
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const next = token === undefined ? {} : { ContinuationToken: token };
    const page = await list({ Delimiter: '/', MaxKeys: 1, ...next });
    seen.push(...page.keys, ...page.folders);
    token = page.answer.NextContinuationToken;
    assert.equal(page.answer.IsTruncated, token !== undefined);
  }
  assert.deepEqual(seen, ['a', 'a.txt', 'a/', 'a0', 'many/', 'z\uFFFD', 'z\u{1F3C3}', 'é & <b>']);
});

test('start-after, max-keys and url encoding', async () => {
  assert.deepEqual((await list({ Prefix: 'a', StartAfter: 'a/1' })).keys, ['a/2', 'a/b/3', 'a0']);
  assert.deepEqual((await list({ Prefix: 'a', MaxKeys: 2 })).keys, ['a', 'a.txt']);
  assert.deepEqual((await list({ Prefix: 'é', EncodingType: 'url' })).keys, [encodeURIComponent('é & <b>')]);
  const none = await list({ Prefix: 'none' });
  assert.deepEqual([none.keys, none.answer.KeyCount, none.answer.IsTruncated], [[], 0, false]);
  const entry = (await list({ Prefix: 'a0' })).answer.Contents?.[0];
  assert.equal(entry?.Size, 2);
  assert.ok(entry?.LastModified instanceof Date && entry.ETag?.startsWith('"'));
});

test('a thousand keys are removed at once, quietly', async () => {
  const { answer } = await list({ Prefix: 'many/' });
  const Objects = (answer.Contents ?? []).map(({ Key = '' }) => ({ Key }));
  assert.equal(Objects.length, 1000);
  const removed = await server.s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
  );
  assert.equal(removed.Deleted, undefined);
  assert.equal((await list({ Prefix: 'many/' })).keys.length, MANY - 1000);
});
