import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import protobuf from 'protobufjs';
import { encodeOnnx, type OnnxModel } from '../convert/onnx-file.ts';
import { readSignature } from './read-signature.ts';

const MODEL: OnnxModel = {
  graphName: 'test',
  description: 'a test',
  nodes: [{ op: 'Identity', name: 'same', inputs: ['in'], outputs: ['out'], attributes: { axis: 1 } }],
  initializers: [
    { name: 'weights', type: 'float', shape: [500, 100], bytes: new Uint8Array(200_000).fill(7) },
  ],
  inputs: [{ name: 'in', type: 'float', shape: ['batch', 3, 256, 192] }],
  outputs: [
    { name: 'out', type: 'int64', shape: [1, ''] },
    { name: 'anything', type: 'bool' },
  ],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-signature-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('names, types and sizes are read', async () => {
  assert.deepEqual(await signatureOf(encodeOnnx(MODEL)), {
    inputs: [{ name: 'in', type: 'float32', shape: ['batch', 3, 256, 192] }],
    outputs: [
      { name: 'out', type: 'int64', shape: [1, ''] },
      { name: 'anything', type: 'bool' },
    ],
  });
});

test('constants that old files list among the inputs are left out', async () => {
  const inputs = [...MODEL.inputs, { name: 'weights', type: 'float', shape: [500, 100] } as const];
  const { inputs: found } = await signatureOf(encodeOnnx({ ...MODEL, inputs }));
  assert.deepEqual(
    found.map(({ name }) => name),
    ['in'],
  );
});

test('a file that is cut off anywhere is told, or at least not taken for a whole one', async () => {
  const whole = encodeOnnx(MODEL);
  for (
    let length = 1;
    length < whole.length;
    length += length > 300 && length < whole.length - 50 ? 9999 : 1
  ) {
    await assert.rejects(signatureOf(whole.subarray(0, length)), { name: 'NotOnnx' }, `cut to ${length}`);
  }
  await assert.rejects(signatureOf(whole.subarray(0, 100_000)), /is cut off: at least \d+ bytes are missing/);
});

test('files of other kinds are told by what they are', async () => {
  const cases: [start: Uint8Array | string, what: RegExp][] = [
    ['PK\u0003\u0004 and so on', /is no ONNX file: it is a zip archive/],
    ['\n<!DOCTYPE html>', /is a web page/],
    ['{"error": 1}', /is JSON/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:00', /is a pointer of git-lfs/],
    ['', /is empty/],
    ['just some text', /is no ONNX file/],
    [Buffer.alloc(1000), /is no ONNX file/],
    [Buffer.alloc(1000, 0xff), /is no ONNX file/],
    // A version and nothing else.
    [Buffer.from([8, 8]), /is no ONNX file: it has no graph/],
  ];
  for (const [content, what] of cases)
    await assert.rejects(signatureOf(content), { name: 'NotOnnx', message: what });
});

test('damage inside is told, and never runs for ever', async () => {
  const whole = encodeOnnx(MODEL);
  let refused = 0;
  for (let index = 2; index < 200; index++) {
    const damaged = Uint8Array.from(whole);
    damaged[index] = 0xff;
    await signatureOf(damaged).catch((error: Error) => {
      assert.equal(error.name, 'NotOnnx', error.stack);
      refused += 1;
    });
  }
  assert.ok(refused > 10, `${refused} refused`);
});

test('weights in other files are refused', async () => {
  await assert.rejects(signatureOf(withExternalData()), {
    name: 'NotOnnx',
    message: /keeps its weights in other files \(external data\): save it as one file/,
  });
});

test('a file of more than 2 GiB is read without its weights, and refused', async () => {
  // A sparse file: a version, a graph of an output and a constant of 3 GiB.
  const length = 3 * 2 ** 30;
  const output = Buffer.from([0x62, 5, 0x0a, 3, ...Buffer.from('out')]);
  const raw = [0x4a, ...varint(length)];
  const constant = [0x2a, ...varint(raw.length + length), ...raw];
  const version = [8, 8, 0x42, 2, 0x10, 17];
  const graph = Buffer.from([
    ...version,
    0x3a,
    ...varint(output.length + constant.length + length),
    ...output,
    ...constant,
  ]);
  const path = join(folder, 'large.onnx');
  await using file = await open(path, 'w');
  await file.write(graph);
  await file.truncate(graph.length + length);
  await assert.rejects(readSignature(path), /is larger than 2 GiB, the most that ONNX Runtime reads/);
});

test('a file that is not there is an error of the file system', async () => {
  await assert.rejects(readSignature(join(folder, 'none.onnx')), { code: 'ENOENT' });
});

async function signatureOf(content: Uint8Array | string) {
  const path = join(folder, 'model.onnx');
  await writeFile(path, content);
  return await readSignature(path);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** A model with a constant whose values lie beside it, written with the fields of onnx.proto. */
function withExternalData(): Uint8Array {
  const { root } = protobuf.parse(`
    syntax = "proto2";
    message Pair { required string key = 1; required string value = 2; }
    message Tensor { required string name = 8; repeated Pair external_data = 13; optional int32 data_location = 14; }
    message Graph { repeated Tensor initializer = 5; }
    message Model { required int64 ir_version = 1; required Graph graph = 7; }`);
  const external_data = [{ key: 'location', value: 'weights.bin' }];
  const constant = { name: 'weights', externalData: external_data, dataLocation: 1 };
  return root
    .lookupType('Model')
    .encode({ irVersion: 8, graph: { initializer: [constant] } })
    .finish();
}
