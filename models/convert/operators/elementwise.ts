/** Operators that work element by element and therefore keep the layout of their inputs. */
import type { Conversion, OperatorConverter, Value } from '../conversion.ts';
import { padShape, uniformValue } from '../tensor.ts';
import type { TfNode } from '../tf-node.ts';

const UNARY: Readonly<Record<string, string>> = {
  Abs: 'Abs',
  Exp: 'Exp',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Sigmoid: 'Sigmoid',
  Sqrt: 'Sqrt',
};

const VARIADIC: Readonly<Record<string, string>> = {
  AddN: 'Sum',
  AddV2: 'Add',
  BiasAdd: 'Add',
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LogicalAnd: 'And',
  Maximum: 'Max',
  Minimum: 'Min',
  Mul: 'Mul',
  RealDiv: 'Div',
  Select: 'Where',
  SelectV2: 'Where',
  Sub: 'Sub',
};

/** Second operand that changes nothing. */
const NEUTRAL: Readonly<Record<string, number>> = { AddV2: 0, Sub: 0, Mul: 1, RealDiv: 1 };

const CAST_TO: Readonly<Record<string, number>> = { DT_FLOAT: 1, DT_INT32: 7, DT_BOOL: 9 };

/** Converters by TensorFlow operator. */
export const ELEMENTWISE_OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  ...mapValues(UNARY, (op) => (node, conversion) => unary(op, node, conversion)),
  ...mapValues(VARIADIC, (op) => (node, conversion) => variadic(op, node, conversion)),
  Cast: (node, conversion) => unary('Cast', node, conversion, { to: castTarget(node) }),
  FloorDiv: floorDivide,
  Identity: (node, conversion) => [conversion.value(node.input(0))],
  SquaredDifference: squaredDifference,
};

function unary(op: string, node: TfNode, conversion: Conversion, attributes = {}): readonly Value[] {
  const input = conversion.value(node.input(0));
  return [{ ...input, name: conversion.builder.add(op, node.name, [input.name], attributes) }];
}

function castTarget(node: TfNode): number {
  return CAST_TO[node.type('DstT')] ?? node.fail(`the type ${node.type('DstT')} is not supported`);
}

function variadic(op: string, node: TfNode, conversion: Conversion): readonly Value[] {
  const unchanged = unchangedInput(node, conversion);
  if (unchanged !== undefined) return [unchanged];
  const { names, layout, shape } = operands(node, conversion);
  return [{ name: conversion.builder.add(op, node.name, names), layout, shape }];
}

/** The first input, when the second is zero (of a sum) or one (of a product) throughout. */
function unchangedInput(node: TfNode, conversion: Conversion): Value | undefined {
  const neutral = NEUTRAL[node.op];
  const second = neutral === undefined ? undefined : conversion.constant(node.input(1));
  if (second === undefined || uniformValue(second) !== neutral) return undefined;
  const first = conversion.value(node.input(0));
  return broadcastsInto(second.shape, first.shape) ? first : undefined;
}

/** TensorFlow's division rounds down where ONNX's rounds to zero: the same for the indices that it is used on. */
function floorDivide(node: TfNode, conversion: Conversion): readonly Value[] {
  if (node.type('T') !== 'DT_INT32') node.fail('only integers are supported');
  return variadic('Div', node, conversion);
}

function squaredDifference(node: TfNode, conversion: Conversion): readonly Value[] {
  const { names, layout, shape } = operands(node, conversion);
  const difference = conversion.builder.add('Sub', node.name, names);
  const name = conversion.builder.add('Mul', `${node.name}/square`, [difference, difference]);
  return [{ name, layout, shape }];
}

interface Operands {
  names: string[];
  layout: Value['layout'];
  shape: readonly number[] | undefined;
}

/**
 * Brings the inputs into one layout: NCHW when one of them has it already and the others can follow (they have four
 * axes, or are constants), TensorFlow's otherwise.
 */
function operands(node: TfNode, conversion: Conversion): Operands {
  const shapes = node.inputs.map((input) => shapeOf(input, conversion));
  const layout = commonLayout(node, conversion);
  const names = node.inputs.map((input, index) => {
    const others = broadcast(shapes.filter((_, other) => other !== index));
    return scalarName(input, conversion, others) ?? conversion[layout](input);
  });
  return { names, layout, shape: broadcast(shapes) };
}

function commonLayout({ inputs }: TfNode, conversion: Conversion): Value['layout'] {
  const computed = inputs
    .filter((input) => conversion.constant(input) === undefined)
    .map((input) => conversion.value(input));
  const allCanBe = computed.every(({ layout, shape }) => layout === 'nchw' || shape?.length === 4);
  return allCanBe && computed.some(({ layout }) => layout === 'nchw') ? 'nchw' : 'tf';
}

function shapeOf(input: string, conversion: Conversion): readonly number[] | undefined {
  return (conversion.constant(input) ?? conversion.value(input)).shape;
}

/**
 * A float constant of equal values becomes a scalar, because broadcasting a small array is slow in ONNX Runtime (3 ms
 * for the three equal channel constants of MoveNet's input). Only where the other operands give the result its shape.
 */
function scalarName(
  input: string,
  conversion: Conversion,
  shapeOfOthers: readonly number[] | undefined,
): string | undefined {
  const constant = conversion.constant(input);
  if (constant === undefined || !(constant.data instanceof Float32Array)) return undefined;
  const value = uniformValue(constant);
  return value !== undefined && broadcastsInto(constant.shape, shapeOfOthers)
    ? conversion.builder.float(value)
    : undefined;
}

/** Whether an operand of shape `from` leaves a result of shape `into` as it is. */
function broadcastsInto(from: readonly number[], into: readonly number[] | undefined): boolean {
  if (from.length === 0) return true;
  if (into === undefined || from.length > into.length) return false;
  const padded = padShape(from, into.length);
  return padded.every((size, axis) => size === 1 || size === into[axis]);
}

function broadcast(shapes: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  if (known.length < shapes.length) return undefined;
  const rank = Math.max(...known.map((shape) => shape.length));
  const padded = known.map((shape) => padShape(shape, rank));
  return Array.from({ length: rank }, (_, axis) =>
    broadcastSize(padded.map((shape) => shape[axis] as number)),
  );
}

/** One size beside 1 decides; -1, a size that varies, yields to a known one. */
function broadcastSize(sizes: readonly number[]): number {
  return sizes.find((size) => size > 1) ?? (sizes.includes(-1) ? -1 : 1);
}

function mapValues<Result>(
  table: Readonly<Record<string, string>>,
  make: (op: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(table).map(([key, op]) => [key, make(op)]));
}
