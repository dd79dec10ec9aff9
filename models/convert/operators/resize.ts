/** Resizing of feature maps. */
import { type Conversion, nchwValue, type OperatorConverter, type Value } from '../conversion.ts';
import type { TfNode } from '../tf-node.ts';

/** Converters by TensorFlow operator. */
export const RESIZE_OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  ResizeBilinear: resizeBilinear,
};

/**
 * ONNX Runtime is fast only with constant scales, so the scales are found out where that is possible: from constant
 * sizes, or by seeing that the graph asks for a multiple of the input's own size.
 */
function resizeBilinear(node: TfNode, conversion: Conversion): readonly Value[] {
  if (node.flag('align_corners') || !node.flag('half_pixel_centers'))
    node.fail('its pixels are not half-centred');
  const input = conversion.value(node.input(0)).shape;
  const [scaleY, scaleX] = scalesFromSizes(node, conversion) ?? scalesFromOwnSize(node, conversion);
  const { builder } = conversion;
  const scales = builder.constant(`${node.name}/scales`, {
    shape: [4],
    data: Float32Array.of(1, 1, scaleY, scaleX),
  });
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  const name = builder.add('Resize', node.name, [conversion.nchw(node.input(0)), '', scales], attributes);
  return [nchwValue(name, input && scaleShape(input, scaleY, scaleX))];
}

/** Scales when both the input's size and the wanted one are known. */
function scalesFromSizes(node: TfNode, conversion: Conversion): [number, number] | undefined {
  const [height, width] = conversion.constant(node.input(1))?.data ?? [];
  const [, fromHeight = -1, fromWidth = -1] = conversion.value(node.input(0)).shape ?? [];
  if (height === undefined || width === undefined || fromHeight < 1 || fromWidth < 1) return undefined;
  return [height / fromHeight, width / fromWidth];
}

/** Scales when the wanted size is computed as `shape(input)[1:3] * constant`. */
function scalesFromOwnSize(node: TfNode, conversion: Conversion): [number, number] {
  const { nodes } = conversion.graph;
  const product = nodes.get(node.input(1));
  const slice = product?.op === 'Mul' ? nodes.get(product.input(0)) : undefined;
  const shape = slice?.op === 'StridedSlice' ? nodes.get(slice.input(0)) : undefined;
  const [scaleY, scaleX] =
    product === undefined ? [] : (conversion.constant(product.inputs[1] ?? '')?.data ?? []);
  const isOwnSize =
    slice !== undefined &&
    shape?.op === 'Shape' &&
    shape.input(0) === node.input(0) &&
    conversion.ints(slice, 1).join() === '1' &&
    conversion.ints(slice, 2).join() === '3';
  if (!isOwnSize || scaleY === undefined || scaleX === undefined)
    return node.fail('its new size is not known');
  return [scaleY, scaleX];
}

function scaleShape(shape: readonly number[], scaleY: number, scaleX: number): number[] {
  const [count = -1, height = -1, width = -1, channels = -1] = shape;
  return [count, height === -1 ? -1 : height * scaleY, width === -1 ? -1 : width * scaleX, channels];
}
