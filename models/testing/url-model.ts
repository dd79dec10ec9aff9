/** Entries and files of models that lie at an address. */
import { type ModelEntry, requireModel } from '../catalogue.ts';
import { encodeOnnx, type OnnxPort } from '../convert/onnx-file.ts';
import { hashBytes } from '../pull/model-folder.ts';
import type { UrlModel } from '../pull/source-kinds.ts';

/** A whole ONNX file that does nothing. The same text gives the same bytes. */
export function tinyOnnx(
  description = 'a model',
  {
    inputs = [INPUT],
    outputs = [OUTPUT],
  }: { inputs?: readonly OnnxPort[]; outputs?: readonly OnnxPort[] } = {},
): Uint8Array {
  return encodeOnnx({ graphName: 'tiny', description, nodes: [], initializers: [], inputs, outputs });
}

/** A whole ONNX file that does nothing, with the inputs and outputs of a model's contract. */
export function tinyOnnxOf(
  { name, contract: { input, outputs } }: ModelEntry,
  description = name,
): Uint8Array {
  const port = (tensor: Pick<typeof input, 'name' | 'shape'>, type: OnnxPort['type']): OnnxPort => ({
    name: tensor.name,
    type,
    shape: [...tensor.shape],
  });
  return tinyOnnx(description, {
    inputs: [port(input, input.type === 'float32' ? 'float' : input.type)],
    outputs: outputs.map((output) => port(output, 'float')),
  });
}

const INPUT: OnnxPort = { name: 'input_0', type: 'float', shape: ['batch', 3, 256, 192] };
const OUTPUT: OnnxPort = { name: 'output_0', type: 'float', shape: ['batch', 17, 64, 48] };

/** What is known of a file. */
export interface Pins {
  sha256?: string;
  bytes?: number;
}

/** All that can be published of a file. */
export function pinsOf(content: Uint8Array): Required<Pins> {
  return { sha256: hashBytes(content), bytes: content.byteLength };
}

/** An entry of a model at an address. */
export function urlModel(url: string, file: Pins = {}, source: Partial<UrlModel['source']> = {}): UrlModel {
  const { aliases: _, ...rest } = requireModel('vitpose-b');
  return {
    ...rest,
    name: 'far-away',
    aliases: [],
    file,
    source: { kind: 'url', url, origin: 'this test', ...source },
  };
}
