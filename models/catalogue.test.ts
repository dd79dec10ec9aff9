import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { KEYPOINT_SETS, type KeypointSet } from '../core/keypoint-sets.ts';
import { contractIssues } from './catalogue/contract-rules.ts';
import { modelContractSchema } from './catalogue/contract-schema.ts';
import { CATALOGUE, DEFAULT_MODEL, findModel, type ModelEntry, requireModel } from './catalogue.ts';

test('no name or alias is used twice, and all are lower case', () => {
  const names = CATALOGUE.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  for (const name of names) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test('models are found by name and by alias, in any case of letters', () => {
  assert.equal(findModel('movenet-thunder')?.name, 'movenet-thunder');
  assert.equal(findModel('Thunder')?.name, 'movenet-thunder');
  assert.equal(findModel('VitPose')?.name, 'vitpose-b');
  assert.equal(findModel('posenet'), undefined);
});

const EXPECTED = {
  human: 'rtmpose-m',
  body: 'rtmpose-m',
  body26: 'rtmpose-m-26',
  wholebody: 'rtmw-m',
  hand: 'rtmpose-m-hand',
  face: 'rtmpose-m-face',
  animal: 'rtmpose-m-animal',
  vitpose: 'vitpose-b',
  rtmo: 'rtmo-l',
} as const;

for (const [alias, name] of Object.entries(EXPECTED)) {
  test(`${alias}, as MMPose's users call it, is ${name}`, () => {
    assert.equal(requireModel(alias).name, name);
  });
}

test('what is not known is refused with names that are alike, or with one that runs anywhere', () => {
  assert.throws(() => requireModel('vitposs'), { code: 'model_unknown', message: /vitpose-s, vitpose-b/ });
  assert.throws(() => requireModel('posenet'), {
    code: 'model_unknown',
    message: /such as movenet-multipose\./,
  });
  assert.throws(() => requireModel(''), { code: 'model_unknown', message: /such as movenet-multipose\./ });
});

test('the default model can be run and needs no detector', () => {
  assert.equal(requireModel(DEFAULT_MODEL).task, 'one-stage');
});

for (const model of CATALOGUE) {
  test(`${model.name} says whose it is, where it lies, and what its bytes are where that is known`, () => {
    const { file, licence, source } = model;
    for (const text of [...Object.values(licence), source.origin, model.title]) assert.notEqual(text, '');
    assert.match(source.origin, /^https:\/\//);
    if (file.sha256 !== undefined) assert.match(file.sha256, /^[0-9a-f]{64}$/);
    if (file.bytes !== undefined) assert.ok(Number.isInteger(file.bytes) && file.bytes > 1e6);
    assertPinned(model);
  });

  test(`${model.name} fits together`, () => {
    assert.deepEqual(contractIssues(model), []);
    assert.deepEqual(modelContractSchema.parse(model.contract), model.contract);
  });

  test(`the detector of ${model.name} finds people`, () => {
    if (model.detector === undefined) return;
    assert.notEqual(requireModel(model.detector).task, 'top-down');
  });
}

/** What an address alone does not pin. */
function assertPinned({ file, source }: ModelEntry): void {
  switch (source.kind) {
    case 'npm-tfjs':
      assert.match(source.integrity, /^sha512-[A-Za-z0-9+/]{86}==$/);
      assert.match(source.version, /^\d+\.\d+\.\d+$/);
      assert.ok(file.sha256 !== undefined && file.bytes !== undefined);
      return;
    case 'url': {
      const { hostname, pathname, protocol } = new URL(source.url);
      assert.equal(protocol, 'https:');
      assert.match(hostname, /^(download\.openmmlab\.com|huggingface\.co|github\.com)$/);
      assert.match(pathname, source.member === undefined ? /\.onnx$/ : /\.zip$/);
      return;
    }
    case 'added':
      assert.equal(file.sha256, undefined);
  }
}

test('no two models are the same file', () => {
  const hashes = CATALOGUE.flatMap(({ file }) => file.sha256 ?? []);
  const addresses = CATALOGUE.flatMap(({ source }) => (source.kind === 'url' ? [source.url] : []));
  assert.equal(new Set(hashes).size, hashes.length);
  assert.equal(new Set(addresses).size, addresses.length);
});

test('MoveNet gives three numbers a keypoint, and a box with its score where it finds people', () => {
  for (const { contract, family, task } of CATALOGUE) {
    if (family !== 'movenet') continue;
    const { names }: KeypointSet = KEYPOINT_SETS[contract.keypoints ?? 'coco-17'];
    const sizes = contract.outputs[0]?.shape.slice(2).map(Number) ?? [];
    const numbers = sizes.reduce((product, size) => product * size, 1);
    assert.equal(numbers, names.length * 3 + (task === 'one-stage' ? 5 : 0));
  }
});

test('the catalogue is data alone: a Lambda that imports it gets no library along', async () => {
  const entry = fileURLToPath(new URL('./catalogue.ts', import.meta.url));
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
  });
  const inputs = Object.keys(metafile.inputs);
  assert.ok(inputs.length > 2);
  assert.deepEqual(
    inputs.filter((path) => !/(^|\/)(models\/catalogue|core\/errors)/.test(path)),
    [],
  );
  assert.deepEqual(
    inputs.filter((path) => /schema|rules/.test(path)),
    [],
  );
});
