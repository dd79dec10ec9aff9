/** What belongs to one crop in the outputs of a batch. */
import type { Tensor } from '../session.ts';

/** One crop's part of an output, without the batch's axis; it shares the output's memory. */
export function batchRow({ data, shape }: Tensor, row: number): Tensor {
  const [, ...rest] = shape;
  const length = rest.reduce((product, side) => product * side, 1);
  return { data: data.subarray(row * length, (row + 1) * length), shape: rest };
}

/** @throws Error when an output is not of as many crops as went in: rows cannot be told apart then. */
export function checkRows(outputs: readonly Tensor[], size: number): void {
  for (const { shape } of outputs) {
    if (shape[0] === size) continue;
    throw new Error(`A batch of ${size} gave an output of the shape [${shape.join(', ')}].`);
  }
}
