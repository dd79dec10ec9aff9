import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type S3TestServer, startS3TestServer } from '../../local/s3/s3-test-server.ts';
import { ensureModel, modelPath, type PullOptions } from '../pull.ts';
import { tinyPackage } from '../testing/tiny-package.ts';
import { downloadModel, modelLocation, publishModel } from './models-bucket.ts';

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
  const wrong = { Bucket: location.bucket, Key: location.key, Body: 'something else' };
  await server.s3.send(new PutObjectCommand(wrong));
  await assert.rejects(ensureModel('tiny-double', options()), {
    code: 'model_unavailable',
    message: /s3:\/\/models-bucket\/models\/tiny-double-\w{8}\.onnx has the SHA-256/,
  });
  assert.deepEqual(await readdir(join(folder, 'scratch')), []);
});

test('a published model is found, hashed, and downloaded once', async () => {
  const place = { s3: server.s3, bucket: BUCKET, path: file };
  assert.equal(await publishModel(double, place), true, 'another size lay there');
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

test('a bucket that cannot be reached is an error of its own, not a missing model', async () => {
  const s3 = server.client({ endpoint: 'http://127.0.0.1:9' });
  const path = join(folder, 'scratch', 'double.onnx');
  await assert.rejects(downloadModel(double, { s3, bucket: BUCKET, path }), { code: 'ECONNREFUSED' });
});
