import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { skipsFixtures } from '../../test/accuracy/fixtures/fixture-models.ts';
import { knownModels, requireKnownModel } from '../added-models.ts';
import { CATALOGUE, type ModelEntry, requireModel } from '../catalogue.ts';
import { hashBytes } from '../pull/model-folder.ts';
import { ensureModel, verifyModel } from '../pull.ts';
import { tinyOnnx } from '../testing/url-model.ts';
import { addModel } from './add-model.ts';
import { removeModel } from './remove-model.ts';

const SHARED = fileURLToPath(new URL('../../../shared/models/', import.meta.url));
const ONNX = tinyOnnx('our own');

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'posefleet-add-'));
  folder = join(root, 'models');
});
afterEach(() => rm(root, { recursive: true }));

describe('adding a model', () => {
  test('copies entry and file, and records hash and size; then it is known like any other', async () => {
    const { model, path } = await addModel(await written({ name: 'ours', aliases: ['our-own'] }), { folder });

    assert.deepEqual(model.file, { sha256: hashBytes(ONNX), bytes: ONNX.length });
    assert.deepEqual(await readFile(path), Buffer.from(ONNX));
    assert.deepEqual((await readdir(folder)).sort(), ['added', basename(path)].sort());
    assert.deepEqual(await readdir(join(folder, 'added')), ['ours.json']);
    assert.deepEqual(await requireKnownModel('Our-Own', { folder }), model);
    assert.equal((await knownModels(folder)).length, CATALOGUE.length + 1);
    assert.deepEqual(await ensureModel('ours', { folder }), { path, sha256: hashBytes(ONNX) });
    const { state, hash } = await verifyModel('our-own', { folder });
    assert.deepEqual([state, hash], ['good', 'recorded']);
  });

  test('takes a file of another name, and again what is there already', async () => {
    const onnx = join(root, 'epoch 210.onnx');
    await writeFile(onnx, ONNX);
    const entry = await written({}, null);
    const first = await addModel(entry, { folder, onnx });
    assert.deepEqual(await addModel(entry, { folder, onnx }), first);
  });

  test('replaces an earlier one only when asked to, and leaves nothing of it', async () => {
    await addModel(await written({}), { folder });
    const other = await written({}, tinyOnnx('our own, trained longer'));
    await assert.rejects(addModel(other, { folder }), {
      code: 'request_invalid',
      message: /name: another "ours" was added before; replace it with --replace\./,
    });
    const { path } = await addModel(other, { folder, replace: true });
    assert.deepEqual((await readdir(folder)).sort(), ['added', basename(path)].sort());
  });

  test('brings the file of a model that the catalogue knows without one', async () => {
    const onnx = join(root, 'huge.onnx');
    await writeFile(onnx, ONNX);
    await assert.rejects(addModel('vitpose-h', { folder }), /Name the file of vitpose-h as well/);
    const { model } = await addModel('vitpose-h', { folder, onnx });
    assert.deepEqual(await requireKnownModel('vitpose-h', { folder }), model);
    assert.equal((await knownModels(folder)).length, CATALOGUE.length);
  });

  test('says everything that is wrong with the file at once, and keeps nothing', async () => {
    const wrong = tinyOnnx('wrong', {
      inputs: [{ name: 'image', type: 'int32', shape: [1, 3, 256, 192] }],
      outputs: [{ name: 'output_0', type: 'float', shape: ['batch', 133, 64, 48] }],
    });
    const entry = await written(
      { aliases: ['vitpose', 'fine'], detector: 'nobody', file: { bytes: 5 } },
      wrong,
    );
    await assert.rejects(addModel(entry, { folder }), (error: Error) => {
      assert.deepEqual(error.message.split('\n').slice(1), [
        `  - file.bytes is 5, but the file's is ${wrong.length}.`,
        '  - aliases: "vitpose" is taken by the model vitpose-b; choose another.',
        '  - detector: there is no model "nobody".',
        '  - There is no input "input_0"; the model has "image".',
        '  - Size 1 of the output "output_0" [batch, 133, 64, 48] is 133, not 17 (the keypoints of coco-17).',
      ]);
      return true;
    });
    assert.deepEqual(await readdir(folder), []);
  });

  test('refuses what is no ONNX file, or half of one', async () => {
    for (const [content, complaint] of [
      [Buffer.from('PK\u0003\u0004'), /The file is no ONNX file: it is a zip archive/],
      [ONNX.subarray(0, 100), /The file is cut off/],
    ] as const) {
      await assert.rejects(addModel(await written({}, content), { folder }), complaint);
    }
  });

  test('refuses a wrong entry with all its fields, one that is no JSON, and files that are not there', async () => {
    const entry = await written({ name: 'Not A Name', task: 'guess' as never });
    await assert.rejects(addModel(entry, { folder }), {
      code: 'request_invalid',
      message: /name: .*task: /s,
    });
    await writeFile(entry, 'not JSON');
    await assert.rejects(addModel(entry, { folder }), /is no JSON/);
    await assert.rejects(
      addModel(join(root, 'none.json'), { folder }),
      /none\.json cannot be read \(ENOENT\)/,
    );
    await assert.rejects(
      addModel(await written({}, null), { folder }),
      /ours\.onnx cannot be read.*--onnx FILE/,
    );
    await assert.rejects(addModel(await written({}), { folder, onnx: root }), /is no file/);
  });

  test('a name of the catalogue is taken', async () => {
    for (const name of ['yolox-m', 'human']) {
      await assert.rejects(
        addModel(await written({ name }), { folder }),
        /name: "[\w-]+" is taken by the model/,
      );
    }
  });

  test('a folder that cannot be written is told', async () => {
    await writeFile(folder, 'a file');
    await assert.rejects(addModel(await written({}), { folder }), {
      code: 'model_unavailable',
      message: /^The models folder .* is not a folder/,
    });
  });
});

describe('an added model', () => {
  test('can be removed, entry and file', async () => {
    await addModel(await written({}), { folder });
    await removeModel('ours', folder);
    assert.deepEqual(await readdir(folder), ['added']);
    await assert.rejects(requireKnownModel('ours', { folder }), { code: 'model_unknown' });
    await assert.rejects(removeModel('ours', folder), /No model "ours" was added here\. None was added\./);
  });

  test('whose file is damaged says to add it again', async () => {
    const { path } = await addModel(await written({}), { folder });
    await writeFile(path, 'damaged');
    await assert.rejects(ensureModel('ours', { folder, environment: {} }), {
      code: 'model_unavailable',
      message: /was added here, and its file .* is gone or damaged\. Bring the ONNX file: .* add ours --onnx/,
    });
    const another = join(folder, 'another.onnx');
    await writeFile(another, 'damaged');
    await assert.rejects(
      addModel('ours', { folder, onnx: another }),
      /file\.sha256 is .*, but the file's is/,
    );
    const again = join(root, 'again.onnx');
    await writeFile(again, ONNX);
    await addModel('ours', { folder, onnx: again });
    assert.equal((await ensureModel('ours', { folder, environment: {} })).path, path);
  });

  test('whose entry is damaged is told when it is asked for, and keeps no other from being used', async () => {
    await mkdir(join(folder, 'added'), { recursive: true });
    await addModel(await written({}), { folder });
    await writeFile(join(folder, 'added', 'broken.json'), '{');
    await writeFile(join(folder, 'added', 'yolox-m.json'), JSON.stringify(entryOf({ name: 'yolox-m' })));
    await assert.rejects(requireKnownModel('broken', { folder }), {
      code: 'model_unavailable',
      message: /The added model broken cannot be used\. .* Mend or remove .*broken\.json/,
    });
    assert.equal((await requireKnownModel('yolox-m', { folder })).family, 'yolox');
    assert.equal((await requireKnownModel('ours', { folder })).name, 'ours');
  });
});

describe('real files', () => {
  const cases: [file: string, like: string][] = [
    ['derived_tinypose_vitpose_contract_easyvitpose_names', 'vitpose-b'],
    ['derived_tinypose_simcc_contract', 'rtmpose-s'],
    ['derived_onestage_rtmo_contract', 'rtmo-s'],
    ['yolox_nano_8xb8-300e_humanart-40f6f0d0', 'yolox-nano'],
    ['yolox_nano_coco_megvii_0.1.1rc0', 'yolox-nano-coco'],
    ['rtmdet_nano_person_mmdeploy_e2e', 'rtmdet-nano'],
  ];
  const skip = skipsFixtures();

  for (const [file, like] of cases) {
    test(`${file} fits the contract of its family and no other`, { skip }, async () => {
      for (const [, other] of cases) {
        // RTMDet's file leaves all sizes free, and its names are YOLOX's: tensors cannot tell them apart.
        if (like === 'rtmdet-nano' && other === 'yolox-nano') continue;
        const entry = join(root, `${other}.json`);
        const model = { ...requireModel(other), name: `as-${other}`, aliases: [], file: {}, source: OURS };
        await writeFile(entry, JSON.stringify(model));
        const onnx = `${SHARED}${file}.onnx`;
        if (other === like) await addModel(entry, { folder, onnx });
        else await assert.rejects(addModel(entry, { folder, onnx }), /cannot be added with .*\n {2}- /);
      }
    });
  }

  test('names that another exporter gave are told, and fit once they are in the entry', {
    skip,
  }, async () => {
    const onnx = `${SHARED}pp_tinypose_256x192.onnx`;
    await assert.rejects(
      addModel(await written({}, null), { folder, onnx }),
      /the model has "image".*"heatmaps"/s,
    );
    const { contract } = requireModel('vitpose-b');
    const [heatmaps] = contract.outputs;
    const fitting = {
      ...contract,
      input: { ...contract.input, name: 'image' },
      outputs: [{ ...heatmaps, name: 'heatmaps' }],
    } as ModelEntry['contract'];
    const { path } = await addModel(await written({ contract: fitting }, null), { folder, onnx });
    assert.deepEqual(await readFile(path), await readFile(onnx));
  });

  test('one that is cut off is refused', { skip }, async () => {
    const onnx = join(root, 'cut.onnx');
    await copyFile(`${SHARED}pp_tinypose_256x192.onnx`, onnx);
    await writeFile(onnx, (await readFile(onnx)).subarray(0, 4_000_000));
    await assert.rejects(
      addModel(await written({}, null), { folder, onnx }),
      /The file is cut off: at least \d+ bytes/,
    );
  });
});

const OURS = { kind: 'added', origin: 'our own training' } as const;

type Changes = Partial<Omit<ModelEntry, 'source'>> & { source?: typeof OURS };

function entryOf(changes: Changes): ModelEntry {
  return { ...requireModel('vitpose-b'), name: 'ours', aliases: [], file: {}, source: OURS, ...changes };
}

/** Writes an entry, and beside it an ONNX file. @returns the path of the entry */
async function written(changes: Changes, onnx: Uint8Array | null = ONNX): Promise<string> {
  const path = join(root, 'ours.json');
  await writeFile(path, JSON.stringify({ ...entryOf(changes), file: changes.file ?? {} }));
  await rm(join(root, 'ours.onnx'), { force: true });
  if (onnx !== null) await writeFile(join(root, 'ours.onnx'), onnx);
  return path;
}
