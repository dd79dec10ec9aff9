/** A model that takes minutes for a picture and finds nobody: products of large matrices, one after the other. */
import { GraphBuilder } from '../../models/convert/graph-builder.ts';
import { encodeOnnx } from '../../models/convert/onnx-file.ts';
import { addTestModel, MOST_PEOPLE } from '../support/add-test-model.ts';

/** Its name. */
export const SLOW_MODEL = 'worker-slow';

/** Rows and columns of each matrix, and how many there are: some 14 million million operations. */
const [SIDE, PRODUCTS] = [2048, 800];
/** Numbers of a person in the answer. */
const ROW = 56;

/** Adds it to a folder of its own. @returns variables by which workers find it. */
export function addSlowModel(folder: string): Promise<Record<string, string>> {
  return addTestModel(folder, SLOW_MODEL, slowModel());
}

function slowModel(): Uint8Array {
  const graph = new GraphBuilder();
  const zeros = graph.constant('zeros', { shape: [SIDE, SIDE], data: new Float32Array(SIDE * SIDE) });
  const nobody = { shape: [1, MOST_PEOPLE, ROW], data: new Float32Array(MOST_PEOPLE * ROW) };
  const floats = graph.add('Cast', 'floats', [graph.name('input')], { to: 1 });
  const mean = graph.add('ReduceMean', 'mean', [floats], { keepdims: 0 });
  let product = graph.add('Mul', 'first', [zeros, mean]);
  // By itself: ONNX Runtime would keep a copy of a constant for each product.
  for (let index = 0; index < PRODUCTS; index++)
    product = graph.add('MatMul', `product${index}`, [product, product]);
  const nothing = graph.add('ReduceMean', 'nothing', [product], { keepdims: 0 });
  const sum = graph.add('Add', 'sum', [nothing, graph.constant('nobody', nobody)]);
  const output = graph.name('output_0');
  graph.nodes.push({ op: 'Identity', name: output, inputs: [sum], outputs: [output], attributes: {} });
  return encodeOnnx({
    graphName: 'slow',
    description: 'Made by the tests of the worker',
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs: [{ name: 'input', type: 'int32', shape: [1, 'height', 'width', 3] }],
    outputs: [{ name: output, type: 'float', shape: [1, MOST_PEOPLE, ROW] }],
  });
}
