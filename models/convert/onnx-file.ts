/** The ONNX file format: the few messages of `onnx.proto` that a graph needs, and their encoding. */
import protobuf from 'protobufjs';

/** Element types, numbered as in `onnx.proto` (`TensorProto.DataType`). */
export const ONNX_TYPE = { float: 1, int32: 6, int64: 7, bool: 9 } as const;

/** Name of an element type. */
export type OnnxType = keyof typeof ONNX_TYPE;

/** An attribute of a node. Integers and floats look alike in JavaScript, so floats are marked. */
export type OnnxAttribute = number | string | readonly number[] | { float: number };

/** A node as the encoder takes it. An empty input name leaves out an optional input. */
export interface OnnxNode {
  op: string;
  name: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant: row-major, little-endian bytes. */
export interface OnnxInitializer {
  name: string;
  type: OnnxType;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** An input or output of the graph. A named size (`'height'`) is free; without a shape nothing is said of it. */
export interface OnnxPort {
  name: string;
  type: OnnxType;
  shape?: readonly (number | string)[];
}

/** A whole model. */
export interface OnnxModel {
  graphName: string;
  /** Where the model came from, for those who open the file. */
  description: string;
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxInitializer[];
  inputs: readonly OnnxPort[];
  outputs: readonly OnnxPort[];
}

/** Operator set that the converter writes. 17 is read by every ONNX Runtime since 1.12 and by TensorRT since 8.5. */
export const OPSET = 17;
const IR_VERSION = 8;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

// Field numbers are those of onnx.proto (https://github.com/onnx/onnx, Apache-2.0); fields never written are left out.
const root = protobuf.parse(
  `
  syntax = "proto2";
  message Attribute { required string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4;
    repeated int64 ints = 8; required int32 type = 20; }
  message Node { repeated string input = 1; repeated string output = 2; optional string name = 3;
    required string op_type = 4; repeated Attribute attribute = 5; }
  message Tensor { repeated int64 dims = 1; required int32 data_type = 2; required string name = 8;
    required bytes raw_data = 9; }
  message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
  message Shape { repeated Dimension dim = 1; }
  message TensorType { required int32 elem_type = 1; optional Shape shape = 2; }
  message Type { required TensorType tensor_type = 1; }
  message ValueInfo { required string name = 1; required Type type = 2; }
  message Graph { repeated Node node = 1; required string name = 2; repeated Tensor initializer = 5;
    optional string doc_string = 10; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
  message OperatorSet { optional string domain = 1; required int64 version = 2; }
  message Model { required int64 ir_version = 1; optional string producer_name = 2; required Graph graph = 7;
    repeated OperatorSet opset_import = 8; }
`,
  { keepCase: true },
).root;

/** Encodes a model. The same model gives the same bytes. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return root
    .lookupType('Model')
    .encode({
      ir_version: IR_VERSION,
      producer_name: 'posefleet',
      opset_import: [{ domain: '', version: OPSET }],
      graph: {
        name: model.graphName,
        doc_string: model.description,
        node: model.nodes.map(encodeNode),
        initializer: model.initializers.map(encodeInitializer),
        input: model.inputs.map(encodePort),
        output: model.outputs.map(encodePort),
      },
    })
    .finish();
}

function encodeNode({ op, name, inputs, outputs, attributes }: OnnxNode) {
  const attribute = Object.entries(attributes).map(([key, value]) => ({
    name: key,
    ...encodeAttribute(value),
  }));
  return { name, op_type: op, input: inputs, output: outputs, attribute };
}

function encodeAttribute(value: OnnxAttribute) {
  if (typeof value === 'number') return { i: value, type: ATTRIBUTE_TYPE.int };
  if (typeof value === 'string') return { s: Buffer.from(value), type: ATTRIBUTE_TYPE.string };
  if ('float' in value) return { f: value.float, type: ATTRIBUTE_TYPE.float };
  return { ints: value, type: ATTRIBUTE_TYPE.ints };
}

function encodeInitializer({ name, type, shape, bytes }: OnnxInitializer) {
  return { name, data_type: ONNX_TYPE[type], dims: shape, raw_data: bytes };
}

function encodePort({ name, type, shape }: OnnxPort) {
  const dim = shape?.map((size) => (typeof size === 'string' ? { dim_param: size } : { dim_value: size }));
  return { name, type: { tensor_type: { elem_type: ONNX_TYPE[type], ...(dim && { shape: { dim } }) } } };
}
