/**
 * Reads YOLOX as Megvii exports it: `[cells, 5 + classes]`, the cells of each stride's grid row by row, one grid after
 * the other; of each the middle in cells from its own, the logarithm of its size in cells, objectness, class scores.
 */
import type { OutputDecode } from '../../models/catalogue.ts';
import type { Size } from '../frames/regions.ts';
import type { Box } from '../instance.ts';
import { withoutDoubles } from './non-maximum.ts';
import type { RawPerson, ReadPeople } from './raw-answer.ts';

type YoloxGrid = Extract<OutputDecode, { kind: 'yolox-grid' }>;

/** A cell: its corner in cells, and pixels to a cell. */
interface Cell {
  column: number;
  row: number;
  stride: number;
}

const OBJECTNESS = 4;
const CLASSES = 5;

/** A reader of the boxes of people. @param size pixels of the input. */
export function yoloxGridReader({ strides, person, nms }: YoloxGrid, size: Size): ReadPeople {
  const cells = strides.flatMap((stride) => cellsOf(size, stride));
  return ([grid], threshold) => {
    const { data, shape } = grid as { data: Float32Array; shape: readonly number[] };
    const columns = shape[1] as number;
    const people: RawPerson[] = [];
    for (let index = 0, at = 0; index < cells.length; index++, at += columns) {
      const score = (data[at + OBJECTNESS] as number) * (data[at + CLASSES + person] as number);
      // A score that is no number stays, for the check that follows.
      if (!(score < threshold)) people.push({ box: boxOf(data, at, cells[index] as Cell), score });
    }
    return withoutDoubles(people, nms);
  };
}

function cellsOf({ width, height }: Size, stride: number): Cell[] {
  const [columns, rows] = [Math.floor(width / stride), Math.floor(height / stride)];
  return Array.from({ length: columns * rows }, (_, index) => ({
    column: index % columns,
    row: Math.floor(index / columns),
    stride,
  }));
}

function boxOf(data: Float32Array, at: number, { column, row, stride }: Cell): Box {
  const x = ((data[at] as number) + column) * stride;
  const y = ((data[at + 1] as number) + row) * stride;
  const halfWidth = (Math.exp(data[at + 2] as number) * stride) / 2;
  const halfHeight = (Math.exp(data[at + 3] as number) * stride) / 2;
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}
