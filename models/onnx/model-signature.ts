/** What an ONNX file says of its inputs and outputs. */

/** A tensor that goes in or comes out. */
export interface TensorSignature {
  name: string;
  /** Element type by ONNX Runtime's name for it, such as `float32`, `float16` or `int64`. */
  type: string;
  /** Sizes; a free one is given by its name, which may be empty. Absent when the file leaves even their number open. */
  shape?: readonly (number | string)[];
}

/** Inputs and outputs of a model. Constants that old files list among the inputs are left out. */
export interface ModelSignature {
  inputs: readonly TensorSignature[];
  outputs: readonly TensorSignature[];
}

/** Names of the element types by their number in `onnx.proto` (`TensorProto.DataType`), as ONNX Runtime has them. */
const ELEMENT_TYPES: readonly (string | undefined)[] = [
  undefined,
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
];

/** Name of an element type. */
export function elementType(number: number): string {
  return ELEMENT_TYPES[number] ?? `type ${number}`;
}
