import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ModelContract, requireModel } from '../../models/catalogue.ts';
import { encodeOnnx } from '../../models/convert/onnx-file.ts';
import { drawnPicture, plainPicture } from '../frames/testing/drawn-picture.ts';
import type { LoadedModel, LoadedNetwork } from './loaded-model.ts';
import { nameFrame } from './name-frame.ts';
import { openPipeline } from './open-pipeline.ts';

const SIDE = 16;
const KEYPOINTS = 3;
const CPU = { provider: 'cpu', threads: 1 } as const;
const LIMITS = { boxThreshold: 0.3, maxPeople: 10 };
const HINT = { box: [0, 0, SIDE, SIDE], score: 1 } as const;

/** A network whose heatmaps are the channels of its input. */
const CONTRACT: ModelContract = {
  input: {
    ...requireModel('vitpose-b').contract.input,
    ...{ name: 'pixels', shape: ['batch', 3, SIDE, SIDE], mean: [0, 0, 0], deviation: [1, 1, 1] },
    size: { kind: 'fixed', width: SIDE, height: SIDE },
    fit: { kind: 'box', scale: 1, udp: true },
  },
  outputs: [{ name: 'maps', shape: ['batch', KEYPOINTS, SIDE, SIDE] }],
  decode: { kind: 'heatmap', refine: 'none' },
  keypoints: 'coco-17',
};

let folder: string;
let path: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-pipeline-'));
  path = await network('Add');
});
after(() => rm(folder, { recursive: true }));

/** Writes a network that works out its input by itself: added, or divided, which makes NaN of 0. */
async function network(op: 'Add' | 'Div'): Promise<string> {
  const shape = ['batch', 3, SIDE, SIDE];
  const node = { op, name: 'node', inputs: ['pixels', 'pixels'], outputs: ['maps'], attributes: {} };
  const bytes = encodeOnnx({
    ...{ graphName: 'itself', description: '', nodes: [node], initializers: [] },
    inputs: [{ name: 'pixels', type: 'float', shape }],
    outputs: [{ name: 'maps', type: 'float', shape }],
  });
  const file = join(folder, `${op}.onnx`);
  await writeFile(file, bytes);
  return file;
}

function topDown(changes: Partial<LoadedNetwork> = {}, rest: Partial<LoadedModel> = {}): LoadedModel {
  const pose = { name: 'itself', sha256: '', path, contract: CONTRACT, ...changes };
  return { name: pose.name, keypointSet: 'coco-17', task: 'top-down', pose, ...rest };
}

async function assertNotOpened(model: LoadedModel, message: RegExp): Promise<void> {
  await assert.rejects(openPipeline(model, LIMITS, CPU), { code: 'model_unavailable', message });
}

describe('opening a model', () => {
  it('runs it by its contract alone', async () => {
    const poses = await openPipeline(topDown(), LIMITS, CPU);
    const picture = drawnPicture(SIDE, SIDE, (x, y) => (x === 8 && y === 4 ? [255, 255, 255] : [0, 0, 0]));
    const [person] = await poses.run(picture, { window: 0, hints: [HINT] });
    const [x = 0, y = 0] = person?.keypoints ?? [];
    assert.ok(Math.abs(x - 8) < 0.6 && Math.abs(y - 4) < 0.6, `${x}, ${y}`);
    assert.equal(person?.scores.length, KEYPOINTS);
  });

  it('names a file that is cut off, or no model at all', async () => {
    const bytes = await readFile(path);
    for (const [name, content] of Object.entries({
      cut: bytes.subarray(0, -20),
      text: 'not a model',
      empty: '',
    })) {
      const file = join(folder, `${name}.onnx`);
      await writeFile(file, content);
      await assertNotOpened(topDown({ name, path: file }), new RegExp(`^The model ${name} cannot be run: `));
    }
    await assertNotOpened(topDown({ path: join(folder, 'gone.onnx') }), /gone\.onnx/);
  });

  it('says what a file of another family has instead', async () => {
    const rtmpose = { ...CONTRACT, ...pick(requireModel('rtmpose-m').contract) };
    await assertNotOpened(topDown({ contract: rtmpose }), /itself cannot be run: .*simcc_x/);
    const vitpose = { ...CONTRACT, input: requireModel('vitpose-b').contract.input };
    await assertNotOpened(topDown({ contract: vitpose }), /itself cannot be run: .*input_0/);
  });

  it('refuses a detector for poses, and a pose model for a detector', async () => {
    const { contract } = requireModel('yolox-nano');
    await assertNotOpened(topDown({ name: 'yolox-nano', contract }), /yolox-nano .*does not take boxes/);
    const { pose: detector } = topDown();
    await assertNotOpened(topDown({}, { detector }), /itself .*does not take whole pictures/);
    const decode = { kind: 'movenet-singlepose' } as const;
    const wrong = { ...contract, decode };
    await assertNotOpened(topDown({ contract: wrong }, { task: 'one-stage' }), /movenet-singlepose/);
  });

  it('ends a task whose model answers NaN, naming model and frame', async () => {
    const poses = await openPipeline(topDown({ path: await network('Div') }), LIMITS, CPU);
    // Its crop stays within the picture: outside of it a crop is zero, and zero by zero no number.
    const inside = { box: [4, 4, 12, 12], score: 1 } as const;
    const grey = await poses.run(plainPicture(SIDE, SIDE, [9, 9, 9]), { window: 0, hints: [inside] });
    assert.deepEqual([...(grey[0]?.scores ?? [])], [1, 1, 1]);
    await assert.rejects(nameFrame(12, poses.run(plainPicture(SIDE, SIDE), { window: 1, hints: [HINT] })), {
      code: 'model_unavailable',
      message: /^Frame 12: The model itself answered with .*NaN/,
    });
  });
});

function pick({ outputs, decode }: ModelContract): Pick<ModelContract, 'outputs' | 'decode'> {
  return { outputs, decode };
}
