/** TensorFlow's StridedSlice: numpy's `x[a:b, newaxis, 3]` as one node with bit masks. */
import { type Conversion, type OperatorConverter, tfValue, type Value } from '../conversion.ts';
import type { TfNode } from '../tf-node.ts';

/** Converters by TensorFlow operator. */
export const STRIDED_SLICE_OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  StridedSlice: stridedSlice,
};

/** ONNX's stand-in for "up to the end", clamped to the axis by its Slice. */
const TO_THE_END = 2 ** 31 - 1;

/** What a StridedSlice does, as the three ONNX operators that do it one after the other. */
export interface SlicePlan {
  /** Input axes that are cut, with where and how. */
  slices: { axis: number; begin: number; end: number; stride: number }[];
  /** Input axes of one element that disappear. */
  squeeze: number[];
  /** Output axes that appear. */
  unsqueeze: number[];
}

/** The constants and masks of a StridedSlice: bit `i` of a mask speaks of entry `i`. */
export interface SliceSpecification {
  begin: readonly number[];
  end: readonly number[];
  strides: readonly number[];
  beginMask: number;
  endMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Takes the masks apart. A new axis wins over a shrunk one, as in TensorFlow. */
export function planSlice(specification: SliceSpecification): SlicePlan {
  const plan: SlicePlan = { slices: [], squeeze: [], unsqueeze: [] };
  let inputAxis = 0;
  let outputAxis = 0;
  for (const entry of specification.begin.keys()) {
    const has = (mask: number) => (mask & (1 << entry)) !== 0;
    if (has(specification.newAxisMask)) {
      plan.unsqueeze.push(outputAxis++);
      continue;
    }
    if (has(specification.shrinkAxisMask)) plan.squeeze.push(inputAxis);
    else outputAxis++;
    const slice = sliceOf(specification, entry, has);
    if (!isWholeAxis(slice)) plan.slices.push({ axis: inputAxis, ...slice });
    inputAxis++;
  }
  return plan;
}

type Range = Omit<SlicePlan['slices'][number], 'axis'>;

function sliceOf(specification: SliceSpecification, entry: number, has: (mask: number) => boolean): Range {
  const begin = specification.begin[entry] ?? 0;
  if (has(specification.shrinkAxisMask))
    return { begin, end: begin === -1 ? TO_THE_END : begin + 1, stride: 1 };
  return {
    begin: has(specification.beginMask) ? 0 : begin,
    end: has(specification.endMask) ? TO_THE_END : (specification.end[entry] ?? 0),
    stride: specification.strides[entry] ?? 1,
  };
}

function isWholeAxis({ begin, end, stride }: Range): boolean {
  return begin === 0 && end === TO_THE_END && stride === 1;
}

function stridedSlice(node: TfNode, conversion: Conversion): readonly Value[] {
  const { slices, squeeze, unsqueeze } = planSlice(specificationOf(node, conversion));
  const { builder } = conversion;
  let name = conversion.tf(node.input(0));
  if (slices.length > 0) {
    const columns = (['begin', 'end', 'axis', 'stride'] as const).map((key) =>
      builder.ints(slices.map((slice) => slice[key])),
    );
    name = builder.add('Slice', node.name, [name, ...columns]);
  }
  if (squeeze.length > 0) name = builder.add('Squeeze', node.name, [name, builder.ints(squeeze)]);
  if (unsqueeze.length > 0) name = builder.add('Unsqueeze', node.name, [name, builder.ints(unsqueeze)]);
  return [tfValue(name)];
}

function specificationOf(node: TfNode, conversion: Conversion): SliceSpecification {
  if (node.int('ellipsis_mask') !== 0) node.fail('an ellipsis is not supported');
  const [begin, end, strides] = [1, 2, 3].map((index) => conversion.ints(node, index)) as [
    number[],
    number[],
    number[],
  ];
  if (strides.some((stride) => stride < 1)) node.fail('backward strides are not supported');
  return {
    begin,
    end,
    strides,
    beginMask: node.int('begin_mask'),
    endMask: node.int('end_mask'),
    newAxisMask: node.int('new_axis_mask'),
    shrinkAxisMask: node.int('shrink_axis_mask'),
  };
}
