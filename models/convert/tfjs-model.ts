/** Reads TensorFlow.js graph models: `model.json` and its weight shards. */
import * as z from 'zod';
import { decodeHalves } from './half.ts';
import { sizeOf, type Tensor, type TensorData } from './tensor.ts';
import { type TfAttribute, TfNode } from './tf-node.ts';

/** A TensorFlow graph with its constants decoded. Weights stored as float16 come out as float32. */
export interface TfGraph {
  /** Nodes by name, constants left out. */
  nodes: ReadonlyMap<string, TfNode>;
  /** Constants by node name. */
  constants: ReadonlyMap<string, Tensor>;
  /** References to the graph's outputs, in the order of its signature: node name, `:1` and so on for further outputs. */
  outputs: readonly string[];
}

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.number()),
  dtype: z.enum(['float32', 'int32']),
  quantization: z.object({ dtype: z.literal('float16') }).optional(),
});

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), z.custom<TfAttribute>()).default({}),
});

const modelSchema = z.object({
  format: z.literal('graph-model'),
  signature: z.object({ outputs: z.record(z.string(), z.object({ name: z.string() })) }),
  modelTopology: z.object({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

type Weight = z.infer<typeof weightSchema>;

/**
 * Reads a graph model.
 *
 * @param json content of `model.json`
 * @param shards content of the weight files, one behind the other in the order of the manifest
 * @throws ZodError when the file is no graph model of the supported kind
 * @throws Error when the shards are shorter or longer than the manifest says
 */
export function readTfjsModel(json: string, shards: Uint8Array): TfGraph {
  const model = modelSchema.parse(JSON.parse(json));
  const nodes = model.modelTopology.node
    .filter((node) => node.op !== 'Const')
    .map((node) => new TfNode(node.name, node.op, node.input, node.attr));
  return {
    nodes: new Map(nodes.map((node) => [node.name, node])),
    constants: decodeWeights(
      model.weightsManifest.flatMap((group) => group.weights),
      shards,
    ),
    outputs: Object.values(model.signature.outputs).map((output) => output.name),
  };
}

function decodeWeights(weights: readonly Weight[], shards: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  let offset = 0;
  for (const weight of weights) {
    const end = offset + sizeOf(weight.shape) * (weight.quantization === undefined ? 4 : 2);
    tensors.set(weight.name, {
      shape: weight.shape,
      data: decode(weight, new Uint8Array(shards.subarray(offset, end))),
    });
    offset = end;
  }
  if (offset !== shards.byteLength) {
    throw new Error(
      `The weight files hold ${shards.byteLength} bytes where the manifest asks for ${offset}.`,
    );
  }
  return tensors;
}

function decode(weight: Weight, bytes: Uint8Array): TensorData {
  if (weight.quantization !== undefined) return decodeHalves(bytes);
  const whole = bytes.byteLength - (bytes.byteLength % 4);
  return weight.dtype === 'int32'
    ? new Int32Array(bytes.buffer, 0, whole / 4)
    : new Float32Array(bytes.buffer, 0, whole / 4);
}
