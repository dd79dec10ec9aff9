/** Operators that reduce an axis, find the largest elements, or pick elements by index. */
import { type Conversion, type OperatorConverter, tfValue, type Value } from '../conversion.ts';
import type { TfNode } from '../tf-node.ts';

/** Converters by TensorFlow operator. */
export const SELECTION_OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  ArgMax: argMax,
  GatherNd: gatherNd,
  Max: max,
  Sum: sum,
  TopKV2: topK,
};

function argMax(node: TfNode, conversion: Conversion): readonly Value[] {
  const attributes = { axis: conversion.int(node, 1), keepdims: 0 };
  return [tfValue(conversion.builder.add('ArgMax', node.name, [conversion.tf(node.input(0))], attributes))];
}

function max(node: TfNode, conversion: Conversion): readonly Value[] {
  const attributes = { axes: conversion.ints(node, 1), keepdims: Number(node.flag('keep_dims')) };
  return [
    tfValue(conversion.builder.add('ReduceMax', node.name, [conversion.tf(node.input(0))], attributes)),
  ];
}

/** Opset 17 takes the axes of a sum as an input, those of a maximum as an attribute. */
function sum(node: TfNode, conversion: Conversion): readonly Value[] {
  const { builder } = conversion;
  const inputs = [conversion.tf(node.input(0)), builder.ints(conversion.ints(node, 1))];
  return [tfValue(builder.add('ReduceSum', node.name, inputs, { keepdims: Number(node.flag('keep_dims')) }))];
}

function topK(node: TfNode, conversion: Conversion): readonly Value[] {
  const { builder } = conversion;
  const inputs = [conversion.tf(node.input(0)), builder.ints([conversion.int(node, 1)])];
  return builder.addMany('TopK', node.name, inputs, 2, { axis: -1 }).map((name) => tfValue(name));
}

function gatherNd(node: TfNode, conversion: Conversion): readonly Value[] {
  const inputs = [conversion.tf(node.input(0)), conversion.tf(node.input(1))];
  return [tfValue(conversion.builder.add('GatherND', node.name, inputs))];
}
