import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { FILES_BUCKET, type S3TestServer, startS3TestServer } from './s3-test-server.ts';

const Bucket = 'objects';
let server: S3TestServer;

before(async () => {
  server = await startS3TestServer();
  await server.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => server.close());

async function put(Key: string, Body: string | Buffer = Key): Promise<void> {
  await server.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

async function read(Key: string, extra: object = {}): Promise<string> {
  const { Body } = await server.s3.send(new GetObjectCommand({ Bucket, Key, ...extra }));
  return (await Body?.transformToString()) ?? '';
}

test('buckets are made once and removed when empty', async () => {
  const { s3 } = server;
  for (let round = 0; round < 2; round++) await s3.send(new CreateBucketCommand({ Bucket: 'another' }));
  await s3.send(new HeadBucketCommand({ Bucket: 'another' }));
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  assert.deepEqual(
    Buckets?.map(({ Name }) => Name),
    ['another', Bucket],
  );
  await s3.send(new DeleteBucketCommand({ Bucket: 'another' }));
  await assert.rejects(s3.send(new HeadBucketCommand({ Bucket: 'another' })), { name: 'NotFound' });
  const inNoBucket = new PutObjectCommand({ Bucket: 'another', Key: 'a', Body: 'a' });
  await assert.rejects(s3.send(inNoBucket), { name: 'NoSuchBucket' });
});

test('an object comes back with its type, metadata and MD5', async () => {
  const Metadata = { owner: 'ann', options: '{"detect_every":3}', max_people: '2' };
  const about = { ContentType: 'video/mp4', CacheControl: 'no-store', Metadata };
  const { ETag } = await server.s3.send(
    new PutObjectCommand({ Bucket, Key: 'walk.mp4', Body: 'film', ...about }),
  );
  assert.equal(ETag, `"${createHash('md5').update('film').digest('hex')}"`);
  for (const command of [HeadObjectCommand, GetObjectCommand]) {
    const answer = await server.s3.send(new command({ Bucket, Key: 'walk.mp4' }));
    assert.deepEqual(answer.Metadata, Metadata);
    assert.equal(answer.ContentType, 'video/mp4');
    assert.equal(answer.CacheControl, 'no-store');
    assert.equal(answer.ContentLength, 4);
    assert.equal(answer.ETag, ETag);
    assert.ok(Math.abs((answer.LastModified?.getTime() ?? 0) - Date.now()) < 10_000);
  }
  const shown = {
    ResponseContentDisposition: 'attachment; filename="ä.mp4"',
    ResponseContentType: 'text/plain',
  };
  const answer = await server.s3.send(new GetObjectCommand({ Bucket, Key: 'walk.mp4', ...shown }));
  assert.equal(answer.ContentType, 'text/plain');
  assert.match(answer.ContentDisposition ?? '', /^attachment; filename=/);
  await assert.rejects(read('walk.mp4', { ResponseContentDisposition: '漢' }), { name: 'InvalidArgument' });
});

test('ranges, the suffix one too', async () => {
  await put('range', '0123456789');
  assert.equal(await read('range', { Range: 'bytes=2-4' }), '234');
  assert.equal(await read('range', { Range: 'bytes=7-' }), '789');
  assert.equal(await read('range', { Range: 'bytes=-2' }), '89');
  assert.equal(await read('range', { Range: 'bytes=-99' }), '0123456789');
  assert.equal(await read('range', { Range: 'bytes=8-99' }), '89');
  assert.equal(await read('range', { Range: 'bytes=4-2' }), '0123456789');
  const { ContentRange } = await server.s3.send(
    new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=1-2' }),
  );
  assert.equal(ContentRange, 'bytes 1-2/10');
  await assert.rejects(read('range', { Range: 'bytes=10-' }), { name: 'InvalidRange' });
  await put('empty', '');
  assert.equal(await read('empty'), '');
  await assert.rejects(read('empty', { Range: 'bytes=0-' }), { name: 'InvalidRange' });
});

test('reading and writing may depend on what is there', async () => {
  await put('version', 'one');
  const { ETag = '' } = await server.s3.send(new HeadObjectCommand({ Bucket, Key: 'version' }));
  assert.equal(await read('version', { IfMatch: ETag }), 'one');
  assert.equal(await read('version', { IfNoneMatch: '"other"' }), 'one');
  await assert.rejects(read('version', { IfMatch: '"other"' }), { name: 'PreconditionFailed' });
  await assert.rejects(
    read('version', { IfNoneMatch: ETag }),
    ({ $metadata }) => $metadata.httpStatusCode === 304,
  );
  const over = (conditions: object) =>
    server.s3.send(new PutObjectCommand({ Bucket, Key: 'version', Body: 'two', ...conditions }));
  await assert.rejects(over({ IfNoneMatch: '*' }), { name: 'PreconditionFailed' });
  await assert.rejects(over({ IfMatch: '"other"' }), { name: 'PreconditionFailed' });
  await over({ IfMatch: ETag });
  assert.equal(await read('version'), 'two');
});

const ODD_KEYS = [
  'space and + and % and %20 and é.mp4',
  `${'deep/'.repeat(60)}end`,
  'clash',
  'clash/within',
  'clash/within/deeper',
  'Case',
  'case',
  'folder/',
  'double//slash',
  '/leading',
  '../../outside',
  './dot',
  'a/..',
  '~keys/own',
  'long-'.repeat(100),
  '漢'.repeat(300),
  'e\u0301 and \u00e9',
  '\u00e9 and e\u0301',
  'quote"<&>\'',
  'tab\tand\nline',
  'colon:star*question?hash#',
  '🏃.mp4',
];

test('odd keys are all keys of their own', async () => {
  for (const key of ODD_KEYS) await put(key);
  for (const key of [...ODD_KEYS].reverse()) assert.equal(await read(key), key);
  for (const key of ODD_KEYS) await put(key, `${key} again`);
  await server.restart();
  for (const key of ODD_KEYS) assert.equal(await read(key), `${key} again`);
  for (const key of ODD_KEYS) {
    await server.s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
    await assert.rejects(read(key), { name: 'NoSuchKey' }, key);
  }
  for (const key of ODD_KEYS) await put(key);
  const objects = ODD_KEYS.map((Key) => ({ Key }));
  const { Deleted } = await server.s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: objects } }),
  );
  assert.deepEqual(Deleted?.map(({ Key }) => Key).sort(), [...ODD_KEYS].sort());
  for (const key of ODD_KEYS) await assert.rejects(read(key), { name: 'NoSuchKey' }, key);
});

test('nothing is written outside the folder, and a person finds a result by its key', async () => {
  const Key = 'results/5b1a/1-1/predictions/my walk é_movenet-multipose.json';
  await put(Key, '[]');
  assert.equal(await readFile(join(server.folder, Bucket, Key), 'utf8'), '[]');
  await put('../../../escaped', 'x');
  assert.ok(!(await readdir(join(server.folder, '..'))).includes('escaped'));
  await server.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  assert.ok(!(await readdir(join(server.folder, Bucket))).includes('results'), 'empty folders go too');
  await server.s3.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
});

test('what a person changes by hand is given as it is', async () => {
  await put('by-hand', 'before');
  const file = join(server.folder, Bucket, 'by-hand');
  const old = await server.s3.send(new HeadObjectCommand({ Bucket, Key: 'by-hand' }));
  await writeFile(file, 'after, and longer');
  assert.equal(await read('by-hand'), 'after, and longer');
  const changed = await server.s3.send(new HeadObjectCommand({ Bucket, Key: 'by-hand' }));
  assert.notEqual(changed.ETag, old.ETag);
  await rm(file);
  await assert.rejects(read('by-hand'), { name: 'NoSuchKey' });
  await mkdir(join(server.folder, Bucket, 'copied'));
  await writeFile(join(server.folder, Bucket, 'copied', 'in'), 'a file of a person');
  await put('copied/in', 'an object');
  assert.equal(await readFile(join(server.folder, Bucket, 'copied', 'in'), 'utf8'), 'a file of a person');
  assert.equal(await read('copied/in'), 'an object');
});

test('an object is copied with its metadata, or with others', async () => {
  const Key = 'from é+.txt';
  await server.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'copied', Metadata: { a: '1' } }));
  const CopySource = `${Bucket}/${encodeURIComponent(Key)}`;
  await server.s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
  const { Body, Metadata } = await server.s3.send(new GetObjectCommand({ Bucket, Key: 'to' }));
  assert.equal(await Body?.transformToString(), 'copied');
  assert.deepEqual(Metadata, { a: '1' });
  const replaced = { MetadataDirective: 'REPLACE', Metadata: { b: '2' } } as const;
  await server.s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource, ...replaced }));
  const head = await server.s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }));
  assert.deepEqual(head.Metadata, { b: '2' });
  const fromNowhere = new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/nowhere` });
  await assert.rejects(server.s3.send(fromNowhere), { name: 'NoSuchKey' });
});

test('streams, as the SDK sends them in chunks with a checksum at the end', async () => {
  const bytes = randomBytes(3_000_001);
  const Body = Readable.from([bytes.subarray(0, 7), bytes.subarray(7, 2_000_000), bytes.subarray(2_000_000)]);
  const ContentLength = bytes.length;
  const ContentEncoding = 'gzip';
  await server.s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength, ContentEncoding }));
  const answer = await server.s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
  assert.equal(answer.ContentEncoding, 'gzip');
  assert.ok(bytes.equals(await buffer(answer.Body as Readable)));
});

test('a checksum or MD5 that does not fit is refused and leaves what was there', async () => {
  await put('checked', 'good');
  const send = (fields: object) =>
    server.s3.send(new PutObjectCommand({ Bucket, Key: 'checked', Body: 'bad', ...fields }));
  await assert.rejects(send({ ChecksumCRC32: 'AAAAAA==' }), { name: 'BadDigest' });
  await assert.rejects(send({ ChecksumSHA256: `${'A'.repeat(43)}=` }), { name: 'BadDigest' });
  await assert.rejects(send({ ContentMD5: createHash('md5').update('good').digest('base64') }), {
    name: 'BadDigest',
  });
  assert.equal(await read('checked'), 'good');
  assert.deepEqual(await readdir(join(server.folder, '.incoming')), []);
  const sha256 = createHash('sha256').update('bad').digest('base64');
  await send({ ChecksumSHA256: sha256, ContentMD5: createHash('md5').update('bad').digest('base64') });
  assert.equal(await read('checked'), 'bad');
});

test('an object is told of once it is there', async () => {
  server.events.length = 0;
  await put('uploads/ann/a b.mp4', 'film');
  await put('uploads/ann/a b.mp4', 'other');
  const [first, second] = server.events;
  assert.ok(first !== undefined && second !== undefined && server.events.length === 2);
  assert.equal(first.source, 'aws.s3');
  assert.equal(first['detail-type'], 'Object Created');
  assert.deepEqual(first.detail.bucket, { name: Bucket });
  const { sequencer, ...object } = first.detail.object;
  const etag = createHash('md5').update('film').digest('hex');
  assert.deepEqual(object, { key: 'uploads/ann/a b.mp4', size: 4, etag });
  assert.ok(sequencer < second.detail.object.sequencer);
  assert.equal(first.detail.reason, 'PutObject');
});

test('files of this machine can be read and nothing else', async () => {
  const file = join(server.folder, '..', `${server.folder.split('/').at(-1)}-video é.mp4`);
  await writeFile(file, 'on this machine');
  const at = { Bucket: FILES_BUCKET, Key: file.slice(1) };
  try {
    const head = await server.s3.send(new HeadObjectCommand(at));
    assert.equal(head.ContentLength, 15);
    const part = await server.s3.send(
      new GetObjectCommand({ ...at, Range: 'bytes=3-6', IfMatch: head.ETag }),
    );
    assert.equal(await part.Body?.transformToString(), 'this');
    for (const command of [new PutObjectCommand({ ...at, Body: 'x' }), new DeleteObjectCommand(at)]) {
      await assert.rejects(server.s3.send(command as PutObjectCommand), { name: 'AccessDenied' });
    }
    for (const Key of [server.folder.slice(1), 'dev/null', 'no/such/file']) {
      await assert.rejects(server.s3.send(new GetObjectCommand({ ...at, Key })), { name: 'NoSuchKey' });
    }
    assert.equal(await readFile(file, 'utf8'), 'on this machine');
  } finally {
    await rm(file);
  }
});
