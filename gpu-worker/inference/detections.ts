/**
 * Reads detectors as mmdeploy exports them: `dets [N, 5]` (x1, y1, x2, y2, score) in pixels of the input, and
 * `labels [N]`. On a picture without anything they answer one row of zeros with label 0; it scores nothing, and who
 * takes scores down to 0 drops it as a box without an area.
 */
import type { Box } from '../instance.ts';
import type { ReadPeople } from './raw-answer.ts';
import type { Tensor } from './session.ts';

const COLUMNS = 5;

/** A reader of the boxes of people. @param person the label that counts */
export function detectionsReader({ person }: { person: number }): ReadPeople {
  return ([dets, labels], threshold) => {
    const { data, shape } = dets as Tensor;
    const rows = Array.from({ length: shape[0] as number }, (_, row) => row);
    return rows
      .filter((row) => Number((labels as Tensor).data[row]) === person)
      .map((row) => ({ box: boxAt(data, row * COLUMNS), score: data[row * COLUMNS + 4] as number }))
      .filter(({ score }) => !(score < threshold));
  };
}

/** The box whose four numbers begin at an index. */
export function boxAt(data: Tensor['data'], at: number): Box {
  const [x1, y1, x2, y2] = data.subarray(at, at + 4) as Float32Array;
  return [x1 as number, y1 as number, x2 as number, y2 as number];
}
