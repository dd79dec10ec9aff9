import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ModelContract } from '../../models/catalogue.ts';
import { encodeOnnx } from '../../models/convert/onnx-file.ts';
import { openCrops } from './batch/open-crops.ts';
import { Session } from './session.ts';

/** Pixels a side of the networks here. */
const SIDE = 2;
const VALUES = 3 * SIDE * SIDE;
const CPU = { provider: 'cpu', threads: 1 } as const;

const CONTRACT: ModelContract = {
  input: {
    name: 'pixels',
    type: 'float32',
    layout: 'nchw',
    colours: 'rgb',
    shape: ['batch', 3, SIDE, SIDE],
    size: { kind: 'fixed', width: SIDE, height: SIDE },
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    fit: { kind: 'box', scale: 1, udp: false },
    padding: 0,
  },
  outputs: [{ name: 'maps', shape: ['batch', 3, SIDE, SIDE] }],
  decode: { kind: 'heatmap', refine: 'none' },
  keypoints: 'coco-17',
};

let folder: string;
let files = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-session-'));
});
after(() => rm(folder, { recursive: true }));

/** A network that adds its input to itself. */
async function doubler(batch: number | string, input = 'pixels', channels = 3): Promise<string> {
  const file = join(folder, `${++files}.onnx`);
  const shape = [batch, channels, SIDE, SIDE];
  const node = { op: 'Add', name: 'add', inputs: [input, input], outputs: ['maps'], attributes: {} };
  const graph = { graphName: 'double', description: '', nodes: [node], initializers: [] };
  const ports = {
    inputs: [{ name: input, type: 'float' as const, shape }],
    outputs: [{ name: 'maps', type: 'float' as const, shape }],
  };
  await writeFile(file, encodeOnnx({ ...graph, ...ports }));
  return file;
}

for (const [title, size, batch] of [
  ['leaves its batch open: one crop at a time on the CPU', 'batch', 1],
  ['demands a batch of 4: gets it, on the CPU too', 4, 4],
] as const)
  test(`a model that ${title}`, async () => {
    const session = await Session.open(await doubler(size), CONTRACT, CPU);
    assert.equal(session.batch, batch);
    const crops = openCrops(session);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((value) => crops.run((target, at) => target.fill(value, at, at + VALUES))),
    );
    assert.deepEqual(
      answers,
      [2, 4, 6, 8, 10, 12].map((value) => [
        { shape: [3, SIDE, SIDE], data: new Float32Array(VALUES).fill(value) },
      ]),
    );
    assert.equal(session.isThreadBusy, false);
  });

test('a file of another family is told before it runs', async () => {
  const wrong = async (batch: string, input?: string, channels?: number) =>
    Session.open(await doubler(batch, input, channels), CONTRACT, CPU);
  await assert.rejects(wrong('n', 'image'), /it has no input pixels, but image/);
  await assert.rejects(
    wrong('n', 'pixels', 17),
    /its pixels has the shape \[n, 17, 2, 2\], not \[batch, 3, 2, 2\]/,
  );
  const simcc = { ...CONTRACT, outputs: [{ name: 'simcc_x', shape: ['batch', 17, 384] }] };
  await assert.rejects(Session.open(await doubler('n'), simcc, CPU), /no output simcc_x, but maps/);
  const bytes = { ...CONTRACT, input: { ...CONTRACT.input, type: 'int32' as const } };
  await assert.rejects(Session.open(await doubler('n'), bytes, CPU), /type float32, not int32/);
});
