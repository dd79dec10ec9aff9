/** Turns a TensorFlow.js graph model into an ONNX file. */
import { Conversion, type OperatorConverter, tfValue } from './conversion.ts';
import { encodeOnnx, type OnnxPort } from './onnx-file.ts';
import { CONVOLUTION_OPERATORS } from './operators/convolution.ts';
import { ELEMENTWISE_OPERATORS } from './operators/elementwise.ts';
import { RESIZE_OPERATORS } from './operators/resize.ts';
import { SELECTION_OPERATORS } from './operators/selection.ts';
import { SHAPE_OPERATORS } from './operators/shapes.ts';
import { STRIDED_SLICE_OPERATORS } from './operators/strided-slice.ts';
import { TfNode } from './tf-node.ts';
import type { TfGraph } from './tfjs-model.ts';

/** What the graph itself does not say. */
export interface ConversionOptions {
  /** Name of the graph in the file. */
  name: string;
  /** Where the model came from and under which licence; stored in the file. */
  description: string;
  /** Name and shape of the input; sizes given as names are free. The type is int32. */
  input: { name: string; shape: readonly (number | string)[] };
  /** Names and shapes of the outputs, in the order of the graph's signature. The type is float. */
  outputs: readonly { name: string; shape?: readonly (number | string)[] }[];
  /**
   * Nodes whose first input may stand for their output: they only expand it to a shape to which it would be broadcast
   * later anyway. The graph cannot tell, so the caller must know.
   */
  redundantExpansions?: readonly string[];
}

const OPERATORS: Readonly<Record<string, OperatorConverter>> = {
  ...CONVOLUTION_OPERATORS,
  ...ELEMENTWISE_OPERATORS,
  ...RESIZE_OPERATORS,
  ...SELECTION_OPERATORS,
  ...SHAPE_OPERATORS,
  ...STRIDED_SLICE_OPERATORS,
};

/**
 * Converts a graph. The same graph and options give the same bytes.
 *
 * @throws ConversionError naming the first node that is not supported
 */
export function convertToOnnx(whole: TfGraph, options: ConversionOptions): Uint8Array {
  const graph = withoutExpansions(whole, options.redundantExpansions ?? []);
  const conversion = new Conversion(graph);
  for (const node of inOrder(graph)) {
    conversion.define(node.name, convertNode(node, conversion, options));
  }
  const outputs = options.outputs.map((output, index) => addOutput(output, graph.outputs[index], conversion));
  const { nodes, initializers } = conversion.builder;
  const inputs: OnnxPort[] = [{ ...options.input, type: 'int32' }];
  return encodeOnnx({
    graphName: options.name,
    description: options.description,
    nodes,
    initializers,
    inputs,
    outputs,
  });
}

function withoutExpansions(graph: TfGraph, names: readonly string[]): TfGraph {
  const nodes = new Map(graph.nodes);
  for (const name of names) {
    const node = nodes.get(name);
    if (node === undefined) throw new Error(`The graph has no node "${name}" to leave out.`);
    nodes.set(name, new TfNode(name, 'Identity', [node.input(0)], {}));
  }
  return { ...graph, nodes };
}

function convertNode(node: TfNode, conversion: Conversion, { input }: ConversionOptions) {
  if (node.op === 'Placeholder') return [tfValue(conversion.builder.name(input.name), node.shape())];
  const convert = OPERATORS[node.op] ?? node.fail('the operator is not supported');
  return convert(node, conversion);
}

function addOutput(
  output: ConversionOptions['outputs'][number],
  reference: string | undefined,
  conversion: Conversion,
): OnnxPort {
  if (reference === undefined) throw new Error(`The graph has no output for "${output.name}".`);
  const name = conversion.builder.add('Identity', output.name, [conversion.tf(reference)]);
  return { ...output, name, type: 'float' };
}

/** The nodes that the outputs depend on, each after its inputs. */
function inOrder({ nodes, outputs }: TfGraph): TfNode[] {
  const ordered = new Set<TfNode>();
  const visit = (reference: string) => {
    const node = nodes.get(reference.replace(/:\d+$/, ''));
    if (node === undefined || ordered.has(node)) return;
    for (const input of node.inputs) visit(input);
    ordered.add(node);
  };
  for (const output of outputs) visit(output);
  return [...ordered];
}
