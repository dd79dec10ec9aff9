/** Convolutions and pooling: the operators that want their images as NCHW. */
import { type Conversion, nchwValue, type OperatorConverter, type Value } from '../conversion.ts';
import type { OnnxAttribute } from '../onnx-file.ts';
import { type Tensor, transpose } from '../tensor.ts';
import type { TfNode } from '../tf-node.ts';

/** TensorFlow keeps kernels as height, width, input, output; ONNX as output, input, height, width. */
const KERNEL_TO_ONNX = [3, 2, 0, 1];
/** A depthwise kernel is height, width, channel, multiplier; each channel is a group of its own in ONNX. */
const DEPTHWISE_TO_ONNX = [2, 3, 0, 1];

/** Converters by TensorFlow operator. */
export const CONVOLUTION_OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  Conv2D: convolve,
  _FusedConv2D: convolve,
  DepthwiseConv2dNative: convolveDepthwise,
  FusedDepthwiseConv2dNative: convolveDepthwise,
  MaxPool: maxPool,
};

function convolve(node: TfNode, conversion: Conversion): readonly Value[] {
  return addConvolution(node, conversion, transpose(kernelOf(node, conversion), KERNEL_TO_ONNX), 1);
}

function convolveDepthwise(node: TfNode, conversion: Conversion): readonly Value[] {
  const kernel = transpose(kernelOf(node, conversion), DEPTHWISE_TO_ONNX);
  const [channels = 0, multiplier = 0, height = 0, width = 0] = kernel.shape;
  const grouped = { data: kernel.data, shape: [channels * multiplier, 1, height, width] };
  return addConvolution(node, conversion, grouped, channels);
}

function kernelOf(node: TfNode, conversion: Conversion): Tensor {
  return conversion.constant(node.input(1)) ?? node.fail('its kernel is not a constant');
}

function addConvolution(
  node: TfNode,
  conversion: Conversion,
  kernel: Tensor,
  group: number,
): readonly Value[] {
  const { builder } = conversion;
  const [outputs = 0, , ...window] = kernel.shape;
  const fused = node.texts('fused_ops');
  const inputs = [
    conversion.nchw(node.input(0)),
    builder.constant(`${node.name}/kernel`, kernel),
    ...(fused[0] === 'BiasAdd' ? [conversion.tf(node.input(2))] : []),
  ];
  const attributes = { group, ...windowAttributes(node, window), dilations: spatial(node.ints('dilations')) };
  const convolved = builder.add('Conv', node.name, inputs, attributes);
  const shape = shapeAfter(node, conversion, window, outputs);
  return [nchwValue(activate(node, conversion, convolved, fused), shape)];
}

/** Adds what TensorFlow fused behind the convolution. ONNX Runtime fuses it again. */
function activate(node: TfNode, { builder }: Conversion, input: string, fused: readonly string[]): string {
  switch (fused.filter((op) => op !== 'BiasAdd').join()) {
    case '':
      return input;
    case 'Relu':
      return builder.add('Relu', `${node.name}/relu`, [input]);
    case 'Relu6':
      return builder.add('Clip', `${node.name}/relu6`, [input, builder.float(0), builder.float(6)]);
    default:
      return node.fail(`the fused operators ${fused.join(', ')} are not supported`);
  }
}

function maxPool(node: TfNode, conversion: Conversion): readonly Value[] {
  const window = spatial(node.ints('ksize'));
  const attributes = windowAttributes(node, window);
  const name = conversion.builder.add('MaxPool', node.name, [conversion.nchw(node.input(0))], attributes);
  const channels = conversion.value(node.input(0)).shape?.[3] ?? -1;
  return [nchwValue(name, shapeAfter(node, conversion, window, channels))];
}

/**
 * Window, strides and padding. TensorFlow's SAME puts the odd pixel at the end, so with a stride it depends on the
 * size of the image and is left to ONNX Runtime (`SAME_UPPER`); without a stride it is symmetric and written out.
 */
function windowAttributes(node: TfNode, window: readonly number[]): Record<string, OnnxAttribute> {
  if (node.text('data_format') !== 'NHWC') node.fail('its layout is not NHWC');
  const strides = spatial(node.ints('strides'));
  const attributes = { kernel_shape: window, strides };
  if (node.text('padding') === 'VALID') return attributes;
  if (node.text('padding') !== 'SAME') node.fail(`the padding ${node.text('padding')} is not supported`);
  const dilations = spatial(node.ints('dilations'));
  const spans = window.map((size, axis) => (size - 1) * (dilations[axis] ?? 1));
  const symmetric = strides.every((stride) => stride === 1) && spans.every((span) => span % 2 === 0);
  if (!symmetric) return { ...attributes, auto_pad: 'SAME_UPPER' };
  return { ...attributes, pads: [...spans, ...spans].map((span) => span / 2) };
}

/** Shape after the window has moved over the image; sizes that vary stay -1. */
function shapeAfter(
  node: TfNode,
  conversion: Conversion,
  window: readonly number[],
  channels: number,
): number[] | undefined {
  const input = conversion.value(node.input(0)).shape;
  if (input === undefined) return undefined;
  const strides = spatial(node.ints('strides'));
  const shrink = (size: number, axis: number) =>
    size === -1 ? -1 : Math.ceil((size - lostTo(node, window[axis] ?? 1)) / (strides[axis] ?? 1));
  return [input[0] ?? -1, ...input.slice(1, 3).map(shrink), channels];
}

/** Pixels that an unpadded window cannot reach. */
function lostTo(node: TfNode, window: number): number {
  return node.text('padding') === 'VALID' ? window - 1 : 0;
}

/** Height and width of a list that follows NHWC. */
function spatial(values: readonly number[]): number[] {
  return values.length === 4 ? values.slice(1, 3) : [1, 1];
}
