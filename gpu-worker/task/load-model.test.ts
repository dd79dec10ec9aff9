import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type S3TestServer, startS3TestServer } from '../../local/s3/s3-test-server.ts';
import { addModel } from '../../models/added/add-model.ts';
import { removeModel } from '../../models/added/remove-model.ts';
import { requireModel } from '../../models/catalogue.ts';
import { modelLocation } from '../../models/pull/models-bucket.ts';
import { publishModel } from '../../models/pull/publish-model.ts';
import { ensureModel, type PullProgress } from '../../models/pull.ts';
import { pinsOf, tinyOnnx, tinyOnnxOf } from '../../models/testing/url-model.ts';
import { type LoadOptions, loadModel } from './load-model.ts';

const ONNX = tinyOnnx('our own');
let root: string;
let folder: string;
/** A mirror of models whose hashes are not published, so that any that fits will do. */
let mirror: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'posefleet-load-model-'));
  folder = join(root, 'models');
  mirror = join(root, 'mirror');
  await mkdir(mirror);
  for (const name of ['rtmpose-m-384', 'rtmdet-m', 'rtmo-l']) {
    const { source } = requireModel(name);
    assert.ok(source.kind === 'url');
    const file = source.url.slice(source.url.lastIndexOf('/') + 1).replace('.zip', '.onnx');
    await writeFile(join(mirror, file), tinyOnnxOf(requireModel(name)));
  }
});
afterEach(() => rm(root, { recursive: true }));

describe('a model of the catalogue that is not at hand', () => {
  test('is fetched at its first use, its detector too, and that can be watched', async () => {
    const seen: [name: string, ...PullProgress[]][] = [];
    const watch = (name: string) => ({
      onProgress: (progress: PullProgress) => void seen.push([name, progress]),
    });
    const choice = { detector: 'rtmdet-m' };

    const { pose, detector, task, keypointSet } = await loadModel(
      'RTMPose-m-384',
      false,
      options({ watch, choice }),
    );

    assert.deepEqual(
      [task, keypointSet, pose.name, detector?.name],
      ['top-down', 'coco-17', 'rtmpose-m-384', 'rtmdet-m'],
    );
    assert.equal(pose.sha256, pinsOf(tinyOnnxOf(requireModel('rtmpose-m-384'))).sha256);
    assert.deepEqual([...new Set(seen.map(([name]) => name))], ['rtmpose-m-384', 'rtmdet-m']);
  });

  test('ends the task with what to do where downloads are forbidden', async () => {
    await assert.rejects(loadModel('rtmo-l', false, options({ offline: true })), {
      code: 'model_unavailable',
      message: /rtmo-l is not in .*may not be fetched.*npm run models -- pull rtmo-l/,
    });
  });

  test('ends the task with what to do where it cannot be fetched', async () => {
    await assert.rejects(loadModel('vitpose-h', true, options()), {
      code: 'model_unavailable',
      message: /add vitpose-h --onnx FILE/,
    });
  });
});

describe('the detector', () => {
  test('is that of the options, else of the preset, else the model’s own; boxes take its place', async () => {
    const nameOf = async (more: LoadOptions, boxes = false) => {
      const loaded = await loadModel('rtmpose-m-384', boxes, options(more));
      return loaded.detector?.name;
    };
    assert.equal(await nameOf({ choice: { detector: 'rtmo', preset: 'balanced' } }), 'rtmo-l');
    assert.equal(await nameOf({ choice: { detector: 'rtmdet' } }, true), undefined);
    await assert.rejects(
      nameOf({ choice: { preset: 'lightweight' }, offline: true }),
      /model yolox-tiny is not in/,
    );
    await assert.rejects(nameOf({ offline: true }), /model yolox-m is not in/);
    await assert.rejects(nameOf({ choice: { detector: 'nobody' } }), { code: 'model_unknown' });
  });

  test('that a model needs and does not have is told', async () => {
    await addOwn(undefined);
    await assert.rejects(loadModel('ours', false, options()), {
      code: 'model_unavailable',
      message: /ours has no detector of its own\. Bring boxes/,
    });
    assert.equal((await loadModel('ours', true, options())).pose.sha256, pinsOf(ONNX).sha256);
  });
});

describe('a bucket', () => {
  let server: S3TestServer;
  let bucket: NonNullable<LoadOptions['bucket']>;
  beforeEach(async () => {
    server = await startS3TestServer();
    await server.s3.send(new CreateBucketCommand({ Bucket: 'models' }));
    bucket = { s3: server.s3, name: 'models', folder: join(root, 'scratch') };
  });
  afterEach(() => server.close());

  test('gives a model that was added elsewhere, with its entry', async () => {
    const { model, path } = await addOwn('yolox-m');
    const local = { path, sha256: pinsOf(ONNX).sha256 };
    await publishModel(model, { s3: server.s3, bucket: 'models', local, folder });
    await removeModel('ours', folder);
    await assert.rejects(loadModel('ours', true, options()), { code: 'model_unknown' });

    const inCloud = options({ bucket, offline: true });

    assert.deepEqual((await loadModel('our-own', true, inCloud)).pose.contract, model.contract);
    await assert.rejects(loadModel('../ours', true, inCloud), { code: 'model_unknown' });
  });

  test('gives a model whose hash was recorded elsewhere, and the record is enforced', async () => {
    const model = requireModel('rtmo-l');
    const local = await ensureModel(model, options());
    await publishModel(model, { s3: server.s3, bucket: 'models', local, folder });
    const inCloud = options({ bucket, offline: true, folder: join(root, 'image') });

    const { pose } = await loadModel('rtmo', false, inCloud);

    assert.equal(pose.sha256, local.sha256);
    assert.ok(pose.path.startsWith(bucket.folder));

    // Another machine that recorded another file may not publish it.
    await rm(folder, { recursive: true });
    const other = tinyOnnxOf(model, 'another file of the same name');
    await writeFile(join(mirror, 'rtmo-l_16xb16-600e_body7-640x640-b37118ce_20231211.onnx'), other);
    const theirs = await ensureModel(model, options());
    await assert.rejects(publishModel(model, { s3: server.s3, bucket: 'models', local: theirs, folder }), {
      code: 'model_unavailable',
      message: /has recorded the SHA-256 \w{64} for rtmo-l, and here it is/,
    });
    // And a file that was exchanged in the bucket is not run.
    const { bucket: Bucket, key: Key } = modelLocation(model, 'models');
    await server.s3.send(new PutObjectCommand({ Bucket, Key, Body: other }));
    await rm(bucket.folder, { recursive: true });
    await assert.rejects(loadModel('rtmo', false, inCloud), {
      code: 'model_unavailable',
      message: /is not the model rtmo-l/,
    });
  });
});

function options(more: LoadOptions = {}): LoadOptions {
  return { folder, environment: { POSEFLEET_MODEL_MIRRORS: mirror }, ...more };
}

async function addOwn(detector: string | undefined) {
  const { detector: _, ...rest } = requireModel('vitpose');
  const source = { kind: 'added', origin: 'our own' };
  const entry = {
    ...rest,
    name: 'ours',
    aliases: ['our-own'],
    file: {},
    source,
    ...(detector && { detector }),
  };
  await writeFile(join(root, 'ours.json'), JSON.stringify(entry));
  await writeFile(join(root, 'ours.onnx'), ONNX);
  return await addModel(join(root, 'ours.json'), { folder });
}
