import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type S3TestServer, startS3TestServer } from './s3-test-server.ts';

const Bucket = 'multipart';
const MIB = 2 ** 20;
let server: S3TestServer;

before(async () => {
  server = await startS3TestServer();
  await server.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => server.close());

async function begin(Key: string): Promise<string> {
  const { UploadId } = await server.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  return UploadId ?? '';
}

async function sendPart(Key: string, UploadId: string, PartNumber: number, Body: Buffer | string) {
  const part = { Bucket, Key, UploadId, PartNumber };
  const { ETag } = await server.s3.send(new UploadPartCommand({ ...part, Body }));
  return { PartNumber, ETag };
}

function complete(Key: string, UploadId: string, Parts: { PartNumber: number; ETag: string | undefined }[]) {
  const named = Parts.map(({ PartNumber, ETag = '' }) => ({ PartNumber, ETag }));
  const MultipartUpload = { Parts: named };
  return server.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
}

test('30 MB go up as a stream in parts and come down whole', async () => {
  const bytes = randomBytes(30 * MIB + 12_345);
  const Key = 'film é.mp4';
  const params = {
    Bucket,
    Key,
    Body: Readable.from(slices(bytes)),
    ContentType: 'video/mp4',
    Metadata: { a: 'b' },
  };
  server.events.length = 0;
  await new Upload({ client: server.s3, params, partSize: 5 * MIB, queueSize: 3 }).done();
  const { ContentLength, ContentType, Metadata, ETag, Body } = await server.s3.send(
    new GetObjectCommand({ Bucket, Key }),
  );
  assert.deepEqual([ContentLength, ContentType, Metadata], [bytes.length, 'video/mp4', { a: 'b' }]);
  assert.ok(bytes.equals(await buffer(Body as Readable)));
  const md5s = [...slices(bytes, 5 * MIB)].map((part) => createHash('md5').update(part).digest());
  const joined = createHash('md5').update(Buffer.concat(md5s)).digest('hex');
  assert.equal(ETag, `"${joined}-7"`);
  assert.deepEqual(
    server.events.map(({ detail }) => [detail.reason, detail.object.size]),
    [['CompleteMultipartUpload', bytes.length]],
  );
  assert.deepEqual(await readdir(join(server.folder, '.uploads')), []);
  assert.deepEqual(await readdir(join(server.folder, '.incoming')), []);
});

function* slices(bytes: Buffer, size = MIB): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

test('parts are listed page by page, and kept across a restart', async () => {
  const Key = 'paged';
  const UploadId = await begin(Key);
  for (const number of [3, 1, 2, 7, 5]) await sendPart(Key, UploadId, number, `part ${number}`);
  await sendPart(Key, UploadId, 2, 'another part 2');
  await server.restart();
  const first = await server.s3.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 3 }));
  assert.deepEqual(
    first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
    [
      [1, 6],
      [2, 14],
      [3, 6],
    ],
  );
  assert.deepEqual([first.IsTruncated, first.NextPartNumberMarker], [true, '3']);
  const second = await server.s3.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: '3' }));
  assert.deepEqual(
    second.Parts?.map(({ PartNumber }) => PartNumber),
    [5, 7],
  );
  assert.equal(second.IsTruncated, false);
  const { Uploads } = await server.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'pag' }));
  assert.deepEqual(
    Uploads?.map((upload) => [upload.Key, upload.UploadId]),
    [[Key, UploadId]],
  );
  assert.equal((await readdir(join(server.folder, '.uploads', UploadId))).length, 5);
});

test('the parts that are named must be there, in order, and large enough', async () => {
  const Key = 'strict';
  const UploadId = await begin(Key);
  const one = await sendPart(Key, UploadId, 1, 'too small');
  const two = await sendPart(Key, UploadId, 2, 'the last may be small');
  await assert.rejects(complete(Key, UploadId, [two, one]), { name: 'InvalidPartOrder' });
  await assert.rejects(complete(Key, UploadId, [one, { ...two, ETag: '"no"' }]), { name: 'InvalidPart' });
  await assert.rejects(complete(Key, UploadId, [one, { ...two, PartNumber: 3 }]), { name: 'InvalidPart' });
  await assert.rejects(complete(Key, UploadId, []), { name: 'MalformedXML' });
  await assert.rejects(complete(Key, UploadId, [one, two]), { name: 'EntityTooSmall' });
  await assert.rejects(server.s3.send(new HeadObjectCommand({ Bucket, Key })), { name: 'NotFound' });
  await complete(Key, UploadId, [one]);
  assert.equal((await server.s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength, 9);
  await assert.rejects(complete(Key, UploadId, [one]), { name: 'NoSuchUpload' });
});

test('an upload that is given up leaves nothing', async () => {
  const Key = 'given up';
  const UploadId = await begin(Key);
  await sendPart(Key, UploadId, 1, 'x');
  await server.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await assert.rejects(sendPart(Key, UploadId, 2, 'x'), { name: 'NoSuchUpload' });
  await assert.rejects(server.s3.send(new ListPartsCommand({ Bucket, Key, UploadId })), {
    name: 'NoSuchUpload',
  });
  const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
  await assert.rejects(server.s3.send(abort), { name: 'NoSuchUpload' });
  assert.ok(!(await readdir(join(server.folder, '.uploads'))).includes(UploadId));
  await assert.rejects(sendPart('another key', await begin(Key), 1, 'x'), { name: 'NoSuchUpload' });
});
