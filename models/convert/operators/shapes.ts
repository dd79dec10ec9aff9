/** Operators that ask for shapes or change them; they work on TensorFlow's layout. */
import { type Conversion, type OperatorConverter, tfValue, type Value } from '../conversion.ts';
import type { TfNode } from '../tf-node.ts';

/** Where N, H, W and C of TensorFlow's order stand in NCHW. */
const NHWC_FROM_NCHW = [0, 2, 3, 1];

/** Converters by TensorFlow operator. */
export const SHAPE_OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  ConcatV2: concat,
  ExpandDims: expandDims,
  Fill: ({ name, inputs }, conversion) => {
    const [dims = '', value = ''] = inputs;
    return [tfValue(conversion.builder.add('Expand', name, [conversion.tf(value), conversion.tf(dims)]))];
  },
  Pack: pack,
  Range: sameInputs('Range'),
  Reshape: sameInputs('Reshape'),
  Shape: shape,
  Size: sameInputs('Size'),
  Split: split,
  Squeeze: squeeze,
  Tile: sameInputs('Tile'),
  Unpack: unpack,
};

/** An operator that ONNX has under the same inputs. */
function sameInputs(op: string): OperatorConverter {
  return ({ name, inputs }, conversion) => [
    tfValue(
      conversion.builder.add(
        op,
        name,
        inputs.map((input) => conversion.tf(input)),
      ),
    ),
  ];
}

function shape(node: TfNode, conversion: Conversion): readonly Value[] {
  const { builder } = conversion;
  const input = conversion.value(node.input(0));
  const sizes = builder.add('Shape', node.name, [input.name]);
  if (input.layout === 'tf') return [tfValue(sizes)];
  return [tfValue(builder.add('Gather', `${node.name}/nhwc`, [sizes, builder.ints(NHWC_FROM_NCHW)]))];
}

function expandDims(node: TfNode, conversion: Conversion): readonly Value[] {
  const input = conversion.value(node.input(0)).shape;
  const axis = conversion.int(node, 1);
  const name = addUnsqueeze(node.name, conversion.tf(node.input(0)), axis, conversion);
  const at = input === undefined || axis >= 0 ? axis : axis + input.length + 1;
  return [tfValue(name, input?.toSpliced(at, 0, 1))];
}

function squeeze(node: TfNode, conversion: Conversion): readonly Value[] {
  const axes = node.ints('squeeze_dims');
  if (axes.length === 0) node.fail('it does not name its axes');
  const input = conversion.value(node.input(0)).shape;
  const name = addSqueeze(node.name, conversion.tf(node.input(0)), axes, conversion);
  const gone = axes.map((axis) => (axis < 0 && input ? axis + input.length : axis));
  return [
    tfValue(
      name,
      input?.filter((_, axis) => !gone.includes(axis)),
    ),
  ];
}

function pack(node: TfNode, conversion: Conversion): readonly Value[] {
  const axis = node.int('axis');
  const parts = node.inputs.map((input, index) =>
    addUnsqueeze(`${node.name}/part${index}`, conversion.tf(input), axis, conversion),
  );
  return [tfValue(conversion.builder.add('Concat', node.name, parts, { axis }))];
}

function unpack(node: TfNode, conversion: Conversion): readonly Value[] {
  const axis = node.int('axis');
  const input = conversion.value(node.input(0)).shape;
  const parts = addSplit(node, conversion.tf(node.input(0)), axis, node.int('num'), conversion);
  return parts.map((part, index) => {
    const name = addSqueeze(`${node.name}/item${index}`, part, [axis], conversion);
    return tfValue(name, axis < 0 ? undefined : input?.toSpliced(axis, 1));
  });
}

function split(node: TfNode, conversion: Conversion): readonly Value[] {
  const axis = conversion.int(node, 0);
  const parts = addSplit(node, conversion.tf(node.input(1)), axis, node.int('num_split'), conversion);
  return parts.map((part) => tfValue(part));
}

function concat(node: TfNode, conversion: Conversion): readonly Value[] {
  const axis = conversion.int(node, node.inputs.length - 1);
  const parts = node.inputs.slice(0, -1).map((input) => conversion.tf(input));
  return [tfValue(conversion.builder.add('Concat', node.name, parts, { axis }))];
}

function addUnsqueeze(name: string, input: string, axis: number, { builder }: Conversion): string {
  return builder.add('Unsqueeze', name, [input, builder.ints([axis])]);
}

function addSqueeze(name: string, input: string, axes: readonly number[], { builder }: Conversion): string {
  return builder.add('Squeeze', name, [input, builder.ints(axes)]);
}

function addSplit(
  node: TfNode,
  input: string,
  axis: number,
  count: number,
  { builder }: Conversion,
): string[] {
  return count === 1 ? [input] : builder.addMany('Split', `${node.name}/split`, [input], count, { axis });
}
