/** State of one conversion: what each TensorFlow value has become, and in which order its axes lie. */
import { GraphBuilder } from './graph-builder.ts';
import { padShape, sizeOf, type Tensor, transpose } from './tensor.ts';
import type { TfNode } from './tf-node.ts';
import type { TfGraph } from './tfjs-model.ts';

/**
 * A value of the ONNX graph. TensorFlow lays images out as NHWC and ONNX Runtime computes on NCHW, so each value
 * says which it is: `tf` as TensorFlow has it, `nchw` transposed.
 */
export interface Value {
  name: string;
  layout: 'tf' | 'nchw';
  /** Shape in TensorFlow's order, -1 for sizes that vary; undefined where it was not followed. */
  shape: readonly number[] | undefined;
}

/** Converts one node: adds ONNX nodes to the builder and returns the node's outputs. */
export type OperatorConverter = (node: TfNode, conversion: Conversion) => readonly Value[];

const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];

/** What the operators' converters work on. */
export class Conversion {
  readonly graph: TfGraph;
  readonly builder = new GraphBuilder();
  readonly #values = new Map<string, Value>();
  readonly #transposed = new Map<string, string>();

  constructor(graph: TfGraph) {
    this.graph = graph;
  }

  /** Records what a node's outputs have become. */
  define(nodeName: string, outputs: readonly Value[]): void {
    outputs.forEach((value, index) => {
      this.#values.set(index === 0 ? nodeName : `${nodeName}:${index}`, value);
    });
  }

  /** The constant behind a reference, undefined when it is computed. */
  constant(reference: string): Tensor | undefined {
    return this.graph.constants.get(withoutZero(reference));
  }

  /** The integers of a constant input. @throws ConversionError when the input is computed. */
  ints(node: TfNode, index: number): number[] {
    const constant = this.constant(node.input(index));
    return constant === undefined ? node.fail(`its input ${index} is not a constant`) : [...constant.data];
  }

  /** The integer of a constant scalar input, such as an axis. @throws ConversionError when it is computed. */
  int(node: TfNode, index: number): number {
    return this.ints(node, index)[0] ?? node.fail(`its input ${index} is empty`);
  }

  /** The value behind a reference, in whatever layout it has; constants are added to the graph. */
  value(reference: string): Value {
    const key = withoutZero(reference);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const constant = this.constant(key);
    if (constant === undefined)
      throw new Error(`The graph refers to "${reference}", which it does not hold.`);
    const value = tfValue(this.builder.constant(key, constant), constant.shape);
    this.#values.set(key, value);
    return value;
  }

  /** Name of the value in TensorFlow's layout; a Transpose is added the first time one is needed. */
  tf(reference: string): string {
    const value = this.value(reference);
    return value.layout === 'tf' ? value.name : this.#transpose(value.name, 'nhwc', TO_NHWC);
  }

  /** Name of the value in NCHW; a Transpose is added the first time one is needed. The value has four axes. */
  nchw(reference: string): string {
    const constant = this.constant(reference);
    if (constant !== undefined) return this.#nchwConstant(reference, constant);
    const value = this.value(reference);
    return value.layout === 'nchw' ? value.name : this.#transpose(value.name, 'nchw', TO_NCHW);
  }

  #nchwConstant(reference: string, { shape, data }: Tensor): string {
    const image = transpose({ shape: padShape(shape, 4), data }, TO_NCHW);
    return this.builder.constant(
      `${withoutZero(reference)}/nchw`,
      sizeOf(shape) === 1 ? { shape: [], data } : image,
    );
  }

  #transpose(name: string, suffix: string, perm: readonly number[]): string {
    const key = `${name}/${suffix}`;
    const known = this.#transposed.get(key) ?? this.builder.add('Transpose', key, [name], { perm });
    this.#transposed.set(key, known);
    return known;
  }
}

/** A value in TensorFlow's layout. */
export function tfValue(name: string, shape?: readonly number[]): Value {
  return { name, layout: 'tf', shape };
}

/** A value in NCHW; the shape is given in TensorFlow's order all the same. */
export function nchwValue(name: string, shape?: readonly number[]): Value {
  return { name, layout: 'nchw', shape };
}

function withoutZero(reference: string): string {
  return reference.endsWith(':0') ? reference.slice(0, -2) : reference;
}
