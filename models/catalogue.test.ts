import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { COCO_17 } from '../core/keypoint-sets.ts';
import { CATALOGUE, DEFAULT_MODEL, findModel, requireModel } from './catalogue.ts';

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
  assert.equal(findModel('vitpose')?.name, 'vitpose-b');
  assert.equal(findModel('posenet'), undefined);
});

test('a model that is not known and one that cannot be run yet are different errors, both with a way out', () => {
  assert.throws(() => requireModel('posenet'), { code: 'model_unknown', message: /movenet-multipose/ });
  assert.throws(() => requireModel('vitpose'), { code: 'model_unavailable', message: /movenet-multipose/ });
});

test('the default model can be run and needs no detector', () => {
  assert.equal(requireModel(DEFAULT_MODEL).task, 'one-stage');
});

for (const model of CATALOGUE) {
  test(`${model.name} is pinned and licensed`, () => {
    assert.match(model.file.sha256, /^[0-9a-f]{64}$/);
    assert.ok(model.file.bytes > 1e6);
    assert.match(model.source.integrity, /^sha512-[A-Za-z0-9+/]{86}==$/);
    assert.match(model.source.version, /^\d+\.\d+\.\d+$/);
    assert.notEqual(model.licence.weights, '');
  });

  test(`${model.name} has a detector exactly when it needs boxes`, () => {
    if (model.task !== 'top-down') return assert.equal(model.detector, undefined);
    const detector = requireModel(model.detector ?? '');
    assert.notEqual(detector.task, 'top-down');
  });

  test(`the shapes of ${model.name} fit together`, () => {
    const { input, outputs, keypoints } = model.contract;
    assert.equal(keypoints, COCO_17.name);
    const [, height, width, channels] = input.shape;
    assert.equal(channels, 3);
    if (input.size.kind === 'fixed') assert.deepEqual([height, width], [input.size.height, input.size.width]);
    else assert.equal(input.size.longSide % input.size.step, 0);
    const numbers = outputs[0]?.shape.slice(2).reduce((product, size) => product * size, 1);
    // One-stage models add a box and its score.
    assert.equal(numbers, COCO_17.names.length * 3 + (model.task === 'one-stage' ? 5 : 0));
  });
}

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
});
