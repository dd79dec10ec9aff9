import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ConstantSketch,
  type GraphSketch,
  type NodeSketch,
  sketchModel,
} from '../testing/graph-json.ts';
import { runOnnx } from '../testing/run-onnx.ts';
import { type ImageTensor, runTfjs } from '../testing/run-tfjs.ts';
import { ConversionError } from './conversion-error.ts';
import { convertToOnnx } from './convert.ts';
import { readTfjsModel } from './tfjs-model.ts';

const CONVOLUTION = { data_format: 'NHWC', dilations: [1, 1, 1, 1], padding: 'SAME', T: 'DT_FLOAT' };
const TO_FLOAT: NodeSketch = {
  name: 'pixels',
  op: 'Cast',
  input: ['input'],
  attr: { DstT: 'DT_FLOAT', SrcT: 'DT_INT32' },
};

/** Graphs on an image of 1 × 5 × 4 × 2; all values in them are different, so that a swapped axis shows. */
const CASES: Readonly<Record<string, Omit<GraphSketch, 'inputShape'>>> = {
  'a convolution with bias and ReLU6': graph(
    { kernel: numbers([3, 3, 2, 3]), bias: numbers([3]) },
    convolution('_FusedConv2D', { strides: [1, 1, 1, 1], fused_ops: ['BiasAdd', 'Relu6'], num_args: 1 }, [
      'bias',
    ]),
  ),
  'a strided convolution, whose padding is not symmetric': graph(
    { kernel: numbers([3, 3, 2, 3]) },
    convolution('Conv2D', { strides: [1, 2, 2, 1] }),
  ),
  'a depthwise convolution': graph(
    { kernel: numbers([3, 3, 2, 1]) },
    convolution('DepthwiseConv2dNative', { strides: [1, 1, 1, 1] }),
  ),
  'a depthwise convolution with two outputs a channel': graph(
    { kernel: numbers([3, 3, 2, 2]) },
    convolution('DepthwiseConv2dNative', { strides: [1, 2, 2, 1] }),
  ),
  pooling: graph(
    {},
    {
      name: 'pool',
      op: 'MaxPool',
      input: ['pixels'],
      attr: { ...CONVOLUTION, ksize: [1, 3, 3, 1], strides: [1, 1, 1, 1] },
    },
  ),
  'a sum of an image in NCHW and a constant by channel': graph(
    { kernel: numbers([1, 1, 2, 3]), shift: numbers([3]) },
    convolution('Conv2D', { strides: [1, 1, 1, 1] }),
    binary('AddV2', 'convolved', 'shift'),
  ),
  'a sum of an image in NCHW and a constant by row': graph(
    { kernel: numbers([1, 1, 2, 3]), shift: numbers([5, 1, 1]) },
    convolution('Conv2D', { strides: [1, 1, 1, 1] }),
    binary('AddV2', 'convolved', 'shift'),
  ),
  'a sum of an image in NCHW and one that is not': graph(
    { kernel: numbers([1, 1, 2, 2]) },
    convolution('Conv2D', { strides: [1, 1, 1, 1] }),
    binary('AddV2', 'pixels', 'convolved'),
  ),
  'equal channel constants, which become a scalar': graph(
    { half: { shape: [1, 1, 1, 2], values: [0.5, 0.5] } },
    binary('Mul', 'pixels', 'half'),
  ),
  'equal constants that give the result its shape, which do not': graph(
    { one: { shape: [], values: [3] }, twos: { shape: [2, 3], values: [2, 2, 2, 2, 2, 2] } },
    { name: 'mean', op: 'Max', input: ['pixels', 'axes'], attr: { keep_dims: false } },
    binary('Mul', 'mean', 'twos'),
    { axes: { shape: [4], values: [0, 1, 2, 3], int: true } },
  ),
  'zeros that give the result its shape are added all the same': graph(
    { zeros: { shape: [3], values: [0, 0, 0] } },
    { name: 'most', op: 'Max', input: ['pixels', 'axes'], attr: { keep_dims: false } },
    binary('AddV2', 'most', 'zeros'),
    { axes: { shape: [4], values: [0, 1, 2, 3], int: true } },
  ),
  'resizing to a given size': graph({ size: { shape: [2], values: [10, 8], int: true } }, resize('size')),
  'resizing to twice the own size': graph(
    { from: ints(1), to: ints(3), step: ints(1), two: ints(2, 2) },
    { name: 'shape', op: 'Shape', input: ['pixels'], attr: { out_type: 'DT_INT32' } },
    { name: 'own', op: 'StridedSlice', input: ['shape', 'from', 'to', 'step'], attr: masks({}) },
    { name: 'doubled', op: 'Mul', input: ['own', 'two'], attr: { T: 'DT_INT32' } },
    resize('doubled'),
  ),
  'the shape of an image that lies in NCHW': graph(
    { kernel: numbers([1, 1, 2, 3]) },
    convolution('Conv2D', { strides: [1, 1, 1, 1] }),
    { name: 'shape', op: 'Shape', input: ['convolved'], attr: { out_type: 'DT_INT32' } },
    { name: 'sizes', op: 'Cast', input: ['shape'], attr: { SrcT: 'DT_INT32', DstT: 'DT_FLOAT' } },
  ),
  // Both at once are left to the unit test: TensorFlow.js 4.22 then shrinks the wrong axis, unlike TensorFlow.
  'a slice with steps and a new axis': graph(
    { begin: ints(0, 0, 1, 1), end: ints(0, 0, 4, 3), steps: ints(1, 1, 2, 1) },
    {
      name: 'slice',
      op: 'StridedSlice',
      input: ['pixels', 'begin', 'end', 'steps'],
      attr: masks({ begin_mask: 0b0010, end_mask: 0b0010, new_axis_mask: 0b0001 }),
    },
  ),
  'a slice with a shrunk axis': graph(
    { begin: ints(0, 2), end: ints(0, 3), steps: ints(1, 1) },
    {
      name: 'slice',
      op: 'StridedSlice',
      input: ['pixels', 'begin', 'end', 'steps'],
      attr: masks({ begin_mask: 0b01, end_mask: 0b01, shrink_axis_mask: 0b10 }),
    },
  ),
  'unpacking a channel and packing it in front': graph(
    {},
    { name: 'channels', op: 'Unpack', input: ['pixels'], attr: { axis: 3, num: 2, T: 'DT_FLOAT' } },
    { name: 'packed', op: 'Pack', input: ['channels:1', 'channels'], attr: { axis: 1, N: 2, T: 'DT_FLOAT' } },
  ),
  'splitting and joining the other way round': graph(
    { axis: { shape: [], values: [2], int: true }, last: { shape: [], values: [-1], int: true } },
    { name: 'parts', op: 'Split', input: ['axis', 'pixels'], attr: { num_split: 2, T: 'DT_FLOAT' } },
    { name: 'joined', op: 'ConcatV2', input: ['parts:1', 'parts', 'last'], attr: { N: 2, T: 'DT_FLOAT' } },
  ),
  'the index of the largest element': graph(
    { axis: { shape: [], values: [1], int: true } },
    {
      name: 'index',
      op: 'ArgMax',
      input: ['pixels', 'axis'],
      attr: { output_type: 'DT_INT32', T: 'DT_FLOAT' },
    },
    { name: 'number', op: 'Cast', input: ['index'], attr: { SrcT: 'DT_INT32', DstT: 'DT_FLOAT' } },
  ),
  'picking pixels by index from an image in NCHW': graph(
    { kernel: numbers([1, 1, 2, 3]), indices: { shape: [2, 3], values: [0, 4, 1, 0, 2, 3], int: true } },
    convolution('Conv2D', { strides: [1, 1, 1, 1] }),
    { name: 'picked', op: 'GatherNd', input: ['convolved', 'indices'], attr: { Tparams: 'DT_FLOAT' } },
  ),
  'the largest elements and their places': graph(
    {
      flat: ints(1, -1),
      count: { shape: [], values: [3], int: true },
      row: { shape: [], values: [4], int: true },
    },
    { name: 'list', op: 'Reshape', input: ['pixels', 'flat'], attr: { T: 'DT_FLOAT' } },
    { name: 'top', op: 'TopKV2', input: ['list', 'count'], attr: { sorted: true, T: 'DT_FLOAT' } },
    { name: 'rows', op: 'FloorDiv', input: ['top:1', 'row'], attr: { T: 'DT_INT32' } },
    { name: 'places', op: 'Cast', input: ['rows'], attr: { SrcT: 'DT_INT32', DstT: 'DT_FLOAT' } },
    { name: 'both', op: 'AddV2', input: ['top', 'places'], attr: { T: 'DT_FLOAT' } },
  ),
};

for (const [name, sketch] of Object.entries(CASES)) {
  test(`TensorFlow.js and the converted graph agree on ${name}`, async () => {
    const image = sampleImage();
    const files = sketchModel({ inputShape: [...image.shape], ...sketch });
    const expected = await runTfjs(files, image);
    const actual = await runOnnx(convert(files, image.shape), image);
    assert.equal(actual.data.length, expected.length);
    const worst = Math.max(
      ...expected.map((value, index) => Math.abs(value - (actual.data[index] ?? Number.NaN))),
    );
    assert.ok(worst < 1e-4, `differs by ${worst}: ${actual.data} instead of ${expected}`);
  });
}

test('an operator that is not supported is named with its node', () => {
  const files = sketchModel({
    inputShape: [1, 2, 2, 1],
    nodes: [TO_FLOAT, { name: 'a/b', op: 'Cumsum', input: ['pixels'] }],
  });
  assert.throws(() => convert(files, [1, 2, 2, 1]), {
    name: ConversionError.name,
    message: 'Node "a/b" (Cumsum) cannot be converted: the operator is not supported.',
  });
});

test('weights that are cut short are refused', () => {
  const files = sketchModel({ inputShape: [1], constants: { a: numbers([4]) }, nodes: [TO_FLOAT] });
  assert.throws(() => readTfjsModel(files.json, files.weights.subarray(1)), /hold 15 bytes .* asks for 16/);
});

test('a graph is converted to the same bytes each time', () => {
  const files = sketchModel({
    inputShape: [1, 5, 4, 2],
    ...(CASES['a depthwise convolution'] as object),
  } as GraphSketch);
  assert.deepEqual(convert(files, [1, 5, 4, 2]), convert(files, [1, 5, 4, 2]));
});

function convert(files: ReturnType<typeof sketchModel>, shape: readonly number[]): Uint8Array {
  return convertToOnnx(readTfjsModel(files.json, files.weights), {
    name: 'test',
    description: '',
    input: { name: 'input', shape },
    outputs: [{ name: 'output' }],
  });
}

function sampleImage(): ImageTensor {
  return { shape: [1, 5, 4, 2], data: Int32Array.from({ length: 40 }, (_, index) => (index * 17) % 41) };
}

/** A graph from constants and nodes, in any order; the image is cast to float first. */
function graph(...parts: (Record<string, ConstantSketch> | NodeSketch)[]): Omit<GraphSketch, 'inputShape'> {
  const isNode = (part: (typeof parts)[number]): part is NodeSketch => typeof part.op === 'string';
  return {
    constants: Object.assign({}, ...parts.filter((part) => !isNode(part))),
    nodes: [TO_FLOAT, ...parts.filter(isNode)],
  };
}

function convolution(op: string, attr: NonNullable<NodeSketch['attr']>, more: string[] = []): NodeSketch {
  return { name: 'convolved', op, input: ['pixels', 'kernel', ...more], attr: { ...CONVOLUTION, ...attr } };
}

function binary(op: string, first: string, second: string): NodeSketch {
  return { name: 'result', op, input: [first, second], attr: { T: 'DT_FLOAT' } };
}

function resize(size: string): NodeSketch {
  const attr = { half_pixel_centers: true, align_corners: false, T: 'DT_FLOAT' };
  return { name: 'resized', op: 'ResizeBilinear', input: ['pixels', size], attr };
}

function masks(attr: Record<string, number>): NonNullable<NodeSketch['attr']> {
  const none = { begin_mask: 0, end_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0, ellipsis_mask: 0 };
  return { ...none, ...attr, T: 'DT_FLOAT' };
}

function numbers(shape: number[]): ConstantSketch {
  const size = shape.reduce((product, each) => product * each, 1);
  return { shape, values: Array.from({ length: size }, (_, index) => ((index * 7) % 19) / 8 - 1) };
}

function ints(...values: number[]): ConstantSketch {
  return { shape: [values.length], values, int: true };
}
