/** Whether a model's file has the tensors of its contract: one of another family is told before it runs. */
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelContract } from '../../models/catalogue.ts';

type Metadata = InferenceSession.ValueMetadata;
type Shape = readonly (number | string)[];

/** What is known of a session's tensors. */
export type SessionTensors = Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>;

/** What is wrong with the tensors, as a part of a sentence; undefined when nothing is. */
export function tensorTrouble(
  { input, outputs }: ModelContract,
  { inputMetadata, outputMetadata }: SessionTensors,
): string | undefined {
  if (inputMetadata.length > 1) return `it has the inputs ${names(inputMetadata)} instead of one`;
  const [found] = inputMetadata;
  if (found?.name !== input.name) return `it has no input ${input.name}, but ${names(inputMetadata)}`;
  if (found.isTensor && found.type !== input.type)
    return `its input is of type ${found.type}, not ${input.type}`;
  const wanted = [input, ...outputs];
  for (const { name, shape } of wanted) {
    const tensor = [...inputMetadata, ...outputMetadata].find((known) => known.name === name);
    if (tensor === undefined) return `it has no output ${name}, but ${names(outputMetadata)}`;
    if (tensor.isTensor && !fits(tensor.shape, shape))
      return `its ${name} has the shape ${text(tensor.shape)}, not ${text(shape)}`;
  }
  return undefined;
}

/** The size of batches that a model's file demands; undefined where it is free. */
export function fixedBatch({ inputMetadata: [input] }: SessionTensors): number | undefined {
  const side = input?.isTensor ? input.shape[0] : undefined;
  return typeof side === 'number' ? side : undefined;
}

/** Sizes given as names fit any; the batch, in front, is a matter of its own. A file need not tell a shape. */
function fits(found: Shape, wanted: Shape): boolean {
  if (found.length === 0) return true;
  const isFree = (side: number | string | undefined) => typeof side !== 'number';
  return (
    found.length === wanted.length &&
    found.every((side, axis) => axis === 0 || isFree(side) || isFree(wanted[axis]) || side === wanted[axis])
  );
}

function names(tensors: readonly Metadata[]): string {
  return tensors.map(({ name }) => name).join(', ') || 'none';
}

function text(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
