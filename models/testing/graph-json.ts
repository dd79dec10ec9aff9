/** Writes small TensorFlow.js graph models for tests. */
import type { TfAttribute } from '../convert/tf-node.ts';

/** A node in short form: attributes as plain JavaScript values. */
export interface NodeSketch {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, AttributeSketch>;
}

/** A number is an integer, a list of numbers a list of integers; `DT_…` is a type, other strings are byte strings. */
export type AttributeSketch = number | boolean | string | number[] | string[];

/** A constant: floats unless `int` is set. */
export interface ConstantSketch {
  shape: number[];
  values: number[];
  int?: boolean;
}

/** A graph whose input is called `input` and whose only output is its last node. */
export interface GraphSketch {
  inputShape: number[];
  constants?: Record<string, ConstantSketch>;
  nodes: NodeSketch[];
}

/** A model as it lies in files. */
export interface ModelFiles {
  json: string;
  weights: Uint8Array;
}

/** Writes the files of a graph. Weights are stored as float32 and int32. */
export function sketchModel({ inputShape, constants = {}, nodes }: GraphSketch): ModelFiles {
  const entries = Object.entries(constants);
  const shape = { shape: { dim: inputShape.map((size) => ({ size: String(size) })) } };
  const placeholder = { name: 'input', op: 'Placeholder', attr: { dtype: { type: 'DT_INT32' }, shape } };
  const model = {
    format: 'graph-model',
    signature: {
      inputs: { input: { name: 'input:0', dtype: 'DT_INT32', tensorShape: shape.shape } },
      outputs: { output: { name: `${nodes.at(-1)?.name}:0` } },
    },
    modelTopology: {
      versions: {},
      node: [
        placeholder,
        ...entries.map(([name, { int }]) => ({
          name,
          op: 'Const',
          attr: { dtype: { type: int ? 'DT_INT32' : 'DT_FLOAT' } },
        })),
        ...nodes.map(({ attr = {}, ...node }) => ({ ...node, attr: mapAttributes(attr) })),
      ],
    },
    weightsManifest: [
      { paths: ['model.bin'], weights: entries.map(([name, constant]) => describe(name, constant)) },
    ],
  };
  return {
    json: JSON.stringify(model),
    weights: Buffer.concat(entries.map(([, constant]) => encode(constant))),
  };
}

function describe(name: string, { shape, int }: ConstantSketch) {
  return { name, shape, dtype: int ? 'int32' : 'float32' };
}

function encode({ values, int }: ConstantSketch): Uint8Array {
  return new Uint8Array((int ? Int32Array : Float32Array).from(values).buffer);
}

function mapAttributes(attributes: Record<string, AttributeSketch>): Record<string, TfAttribute> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, toAttribute(value)]));
}

function toAttribute(value: AttributeSketch): TfAttribute {
  if (typeof value === 'number') return { i: String(value) };
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'string') return value.startsWith('DT_') ? { type: value } : { s: base64(value) };
  if (value.every((item) => typeof item === 'number')) return { list: { i: value.map(String) } };
  return { list: { s: value.map((item) => base64(String(item))) } };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
