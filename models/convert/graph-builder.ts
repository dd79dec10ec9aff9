/** Collects the nodes and constants of an ONNX graph. */
import type { OnnxAttribute, OnnxInitializer, OnnxNode } from './onnx-file.ts';
import { sizeOf, type Tensor } from './tensor.ts';

/** Nodes and constants, each value under a name of its own. Constants with equal content are stored once. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #names = new Set<string>();
  readonly #smallConstants = new Map<string, string>();

  /** Reserves a name for a value; a number is added when it is taken. */
  name(wanted: string): string {
    let name = wanted;
    for (let i = 1; this.#names.has(name); i++) name = `${wanted}#${i}`;
    this.#names.add(name);
    return name;
  }

  /** Adds a node with one output; returns the output's name. */
  add(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    return this.addMany(op, name, inputs, 1, attributes)[0] as string;
  }

  /** Adds a node with several outputs; returns their names. */
  addMany(
    op: string,
    name: string,
    inputs: readonly string[],
    outputCount: number,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string[] {
    const outputs = Array.from({ length: outputCount }, () => this.name(name));
    this.nodes.push({ op, name: outputs[0] as string, inputs, outputs, attributes });
    return outputs;
  }

  /** Adds a constant; returns its name. */
  constant(name: string, tensor: Tensor): string {
    const key = sizeOf(tensor.shape) > 64 ? '' : constantKey(tensor);
    const known = this.#smallConstants.get(key);
    if (known !== undefined) return known;
    const own = this.name(name);
    if (key !== '') this.#smallConstants.set(key, own);
    this.initializers.push({ name: own, shape: tensor.shape, ...toOnnxData(tensor) });
    return own;
  }

  /** Adds a list of 64-bit integers, such as axes or a shape. */
  ints(values: readonly number[]): string {
    return this.constant(`ints ${values.join(',')}`, {
      shape: [values.length],
      data: Int32Array.from(values),
    });
  }

  /** Adds a single float. */
  float(value: number): string {
    return this.constant(`float ${value}`, { shape: [], data: Float32Array.of(value) });
  }
}

function constantKey({ shape, data }: Tensor): string {
  return `${data.constructor.name}[${shape}]${data}`;
}

function toOnnxData({ data }: Tensor): { type: 'float' | 'int64'; bytes: Uint8Array } {
  if (data instanceof Float32Array) return { type: 'float', bytes: bytesOf(data) };
  return { type: 'int64', bytes: bytesOf(BigInt64Array.from(data, BigInt)) };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
