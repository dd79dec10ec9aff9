/**
 * Reads the inputs and outputs of an ONNX file without its weights. Field numbers are those of `onnx.proto`
 * (https://github.com/onnx/onnx, Apache-2.0).
 */
import { open } from 'node:fs/promises';
import { elementType, type ModelSignature, type TensorSignature } from './model-signature.ts';
import { NotOnnx, notOnnx } from './not-onnx.ts';
import { type Field, type Span, WIRE, WireReader } from './wire-reader.ts';

/** Protocol buffers end at 2 GiB, and ONNX Runtime reads no longer file. */
const MOST_BYTES = 2 ** 31 - 1;

const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const GRAPH = { initializer: 5, input: 11, output: 12 };
const TENSOR = { name: 8, dataLocation: 14 };
const EXTERNAL = 1;
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { element: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { value: 1, parameter: 2 };

/** What is gathered on the way through a graph. */
interface Graph {
  inputs: TensorSignature[];
  outputs: TensorSignature[];
  initializers: Set<string>;
}

/**
 * The signature of a file.
 *
 * @throws NotOnnx when it is not a whole ONNX model of one file, or larger than one can be
 * @throws Error of the file system
 */
export async function readSignature(path: string): Promise<ModelSignature> {
  await using file = await open(path);
  const { size } = await file.stat();
  const start = Buffer.alloc(Math.min(64, size));
  await file.read(start, 0, start.length, 0);
  const model = await readModel(new WireReader(file, size)).catch((error: Error) => {
    // What fails at once is something else altogether; a model breaks off later.
    throw error instanceof NotOnnx && !looksLikeModel(start) ? notOnnx(start, 'has another format') : error;
  });
  if (model === undefined) throw notOnnx(start, size === 0 ? 'is empty' : 'has no graph');
  if (size > MOST_BYTES) throw new NotOnnx('is larger than 2 GiB, the most that ONNX Runtime reads');
  const inputs = model.inputs.filter(({ name }) => !model.initializers.has(name));
  return { inputs, outputs: model.outputs };
}

/** All writers begin with the version, a small number. */
function looksLikeModel([tag, version]: Uint8Array): boolean {
  return tag === MODEL.irVersion * 8 + WIRE.varint && version !== undefined && version > 0 && version < 64;
}

async function readModel(reader: WireReader): Promise<Graph | undefined> {
  const graph: Graph = { inputs: [], outputs: [], initializers: new Set() };
  const seen = new Set<number>();
  for await (const field of reader.fields(reader.whole)) {
    seen.add(field.number);
    if (isMessage(field, MODEL.graph)) await readGraph(reader, field.content, graph);
  }
  if (!seen.has(MODEL.irVersion) || !seen.has(MODEL.graph)) return undefined;
  // Without one it cannot be run; most writers put it last, so that the end of the file is what is missing.
  if (!seen.has(MODEL.opsetImport)) throw new NotOnnx('is cut off: it names no set of operators');
  return graph;
}

async function readGraph(reader: WireReader, span: Span, graph: Graph): Promise<void> {
  for await (const field of reader.fields(span)) {
    const { content } = field;
    if (isMessage(field, GRAPH.initializer)) graph.initializers.add(await readInitializer(reader, content));
    if (isMessage(field, GRAPH.input)) graph.inputs.push(await readTensor(reader, content));
    if (isMessage(field, GRAPH.output)) graph.outputs.push(await readTensor(reader, content));
  }
}

/** Name of a constant. @throws NotOnnx when its values lie in another file. */
async function readInitializer(reader: WireReader, span: Span): Promise<string> {
  let name = '';
  for await (const { number, value, content } of reader.fields(span)) {
    if (number === TENSOR.name) name = await reader.text(content);
    if (number === TENSOR.dataLocation && value === EXTERNAL) {
      throw new NotOnnx(
        'keeps its weights in other files (external data): save it as one file, as onnx.save_model does by default ' +
          'below 2 GiB, or in fp16 where it is larger',
      );
    }
  }
  return name;
}

async function readTensor(reader: WireReader, span: Span): Promise<TensorSignature> {
  let name = '';
  let type: Omit<TensorSignature, 'name'> = { type: 'no tensor' };
  for await (const field of reader.fields(span)) {
    if (isMessage(field, VALUE_INFO.name)) name = await reader.text(field.content);
    if (isMessage(field, VALUE_INFO.type)) type = await readType(reader, field.content);
  }
  return { name, ...type };
}

async function readType(reader: WireReader, span: Span): Promise<Omit<TensorSignature, 'name'>> {
  let type = 'no tensor';
  let shape: TensorSignature['shape'];
  for await (const outer of reader.fields(span)) {
    if (!isMessage(outer, TYPE.tensor)) continue;
    for await (const field of reader.fields(outer.content)) {
      if (field.number === TENSOR_TYPE.element) type = elementType(field.value ?? 0);
      if (isMessage(field, TENSOR_TYPE.shape)) shape = await readShape(reader, field.content);
    }
  }
  return { type, ...(shape && { shape }) };
}

async function readShape(reader: WireReader, span: Span): Promise<(number | string)[]> {
  const shape: (number | string)[] = [];
  for await (const field of reader.fields(span)) {
    if (isMessage(field, SHAPE.dimension)) shape.push(await readSize(reader, field.content));
  }
  return shape;
}

/** A size, or the name of a free one. Some writers mark free sizes by 0 or -1. */
async function readSize(reader: WireReader, span: Span): Promise<number | string> {
  let size: number | string = '';
  for await (const { number, value, content } of reader.fields(span)) {
    if (number === DIMENSION.value && value !== undefined && value > 0) size = value;
    if (number === DIMENSION.parameter) size = await reader.text(content);
  }
  return size;
}

function isMessage({ number, wire }: Field, wanted: number): boolean {
  return number === wanted && wire === WIRE.bytes;
}
