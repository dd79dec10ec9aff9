import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type S3TestServer, startS3TestServer } from '../../local/s3/s3-test-server.ts';
import { ensureModel, modelPath, type PullOptions, type PullProgress } from '../pull.ts';
import { tinyPackage } from '../testing/tiny-package.ts';
import { PartFile } from './download/part-file.ts';
import { downloadModel, modelLocation } from './models-bucket.ts';
import { placesOf } from './places.ts';
import { publishModel } from './publish-model.ts';
import { receiveFile } from './receive-file.ts';

const BUCKET = 'models-bucket';
const tiny = await tinyPackage();
const [double] = tiny.catalogue as [(typeof tiny.catalogue)[0]];

let server: S3TestServer;
let folder: string;
/** The model's file, as a pull would have left it. */
let file: string;

before(async () => {
  server = await startS3TestServer();
  await server.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
after(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-models-bucket-'));
  file = join(folder, 'pulled', 'double.onnx');
  await mkdir(dirname(file));
  await writeFile(file, tiny.converted.get('tiny-double') ?? assert.fail('the model was converted'));
});
afterEach(() => rm(folder, { recursive: true }));

const options = (): PullOptions => ({
  catalogue: tiny.catalogue,
  folder: join(folder, 'baked'),
  bucket: { s3: server.s3, name: BUCKET, folder: join(folder, 'scratch') },
  offline: true,
});

test('a model that nobody published is told with what to do', async () => {
  await assert.rejects(ensureModel('tiny-double', options()), {
    code: 'model_unavailable',
    message: /nor in the bucket models-bucket.*publish tiny-double --bucket models-bucket.*image/,
  });
  const { bucket: _none, ...withoutBucket } = options();
  await assert.rejects(ensureModel('tiny-double', withoutBucket), {
    code: 'model_unavailable',
    message: /build the image of the worker with this model/,
  });
});

test('what lies in the bucket but is not the pinned model never gets its name', async () => {
  const location = modelLocation(double, BUCKET);
  const put = (Body: Uint8Array | string) =>
    server.s3.send(new PutObjectCommand({ Bucket: location.bucket, Key: location.key, Body }));
  for (const [content, complaint] of [
    ['something else', 'has 14 bytes and not the expected'],
    [Buffer.alloc(double.file.bytes), 'has the SHA-256'],
  ] as const) {
    await put(content);
    await assert.rejects(ensureModel('tiny-double', options()), {
      code: 'model_unavailable',
      message: new RegExp(`s3://models-bucket/models/tiny-double-\\w{8}\\.onnx ${complaint}`),
    });
    assert.deepEqual(await readdir(join(folder, 'scratch')), []);
  }
});

test('a published model is found, hashed, and downloaded once', async () => {
  const local = { path: file, sha256: double.file.sha256 };
  const place = { s3: server.s3, bucket: BUCKET, local, folder };
  assert.equal(await publishModel(double, place), true, 'something else lay there');
  assert.equal(await publishModel(double, place), false, 'it is there');
  const path = modelPath(double, join(folder, 'scratch'));
  assert.deepEqual(await ensureModel('tiny-double', options()), { path, sha256: double.file.sha256 });
  assert.deepEqual(await readdir(join(folder, 'scratch')), [path.slice(dirname(path).length + 1)]);
  const unreachable = server.client({ endpoint: 'http://127.0.0.1:9' });
  const again = { ...options(), bucket: { s3: unreachable, name: BUCKET, folder: join(folder, 'scratch') } };
  assert.equal((await ensureModel('tiny-double', again)).path, path);
});

test('a model in the image is taken from there, and the bucket is not asked', async () => {
  const baked = modelPath(double, join(folder, 'baked'));
  await mkdir(dirname(baked));
  await copyFile(file, baked);
  const unreachable = server.client({ endpoint: 'http://127.0.0.1:9' });
  const withBaked = { ...options(), bucket: { s3: unreachable, name: BUCKET, folder } };
  assert.equal((await ensureModel('tiny-double', withBaked)).path, baked);
});

test('a bucket may be a mirror, out of which a download is gone on with', async () => {
  const content = await readFile(file);
  const Key = `onnx/${basename(modelPath(double))}`;
  const { ETag = '' } = await server.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: content }));
  const place = async (prefix: string) => {
    const mirrors = [{ kind: 's3', bucket: prefix === 'none/' ? 'no-such-bucket' : BUCKET, prefix }] as const;
    const [found] = await placesOf(double, { mirrors, s3: async () => server.s3 });
    return found ?? assert.fail('a mirror is a place');
  };
  const mirrored = join(folder, 'mirrored');
  const trouble = async (prefix: string) =>
    (await receiveFile(double, await place(prefix), { folder: mirrored }))?.message;
  assert.equal(await trouble('else/'), 'does not exist');
  assert.match((await trouble('none/')) ?? '', /answers NoSuchBucket/);
  const part = new PartFile(`${modelPath(double, mirrored)}.part`);
  const begin = async (version: string) => {
    await part.begin({ address: `s3://${BUCKET}/${Key}`, version, total: content.length });
    await writeFile(part.path, content.subarray(0, 100));
  };
  for (const version of [ETag, '"of another version"']) {
    await begin(version);
    const firsts: number[] = [];
    const onProgress = ({ done }: PullProgress) => void firsts.push(done);
    assert.equal(
      await receiveFile(double, await place('onnx/'), { folder: mirrored, onProgress }),
      undefined,
    );
    assert.equal(firsts[0], version === ETag ? 100 : 0);
    assert.deepEqual(await readFile(modelPath(double, mirrored)), content);
  }
});

test('a bucket that cannot be reached is an error of its own, not a missing model', async () => {
  const s3 = server.client({ endpoint: 'http://127.0.0.1:9' });
  const place = { s3, name: BUCKET, folder: join(folder, 'scratch') };
  await assert.rejects(downloadModel(double, place), { code: 'ECONNREFUSED' });
});
