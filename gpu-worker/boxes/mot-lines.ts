/** MOTChallenge's text: lines of `frame,id,x,y,width,height,score,…`; frames count from 1. */
import { boxesError } from './box-error.ts';
import type { BoxTable } from './box-table.ts';
import { checkedBox, cornersOf, idOf, numberOf } from './check-box.ts';

/** Columns up to the height must be there; those after the score are not read. */
const LEAST_COLUMNS = 6;
const READ_COLUMNS = 7;
/** In place of an id or a score: there is none. */
const NONE = -1;

/** Whether a line may be of this layout: whether it has the columns, of which the first is a number. */
export function isMotLine(line: string): boolean {
  const columns = columnsOf(line);
  return columns.length >= LEAST_COLUMNS && typeof columns[0] === 'number';
}

/** Reads a line. @param number of the line, from 1. @throws PosefleetError `bboxes_invalid` naming frame and line. */
export function readMotLine(line: string, number: number, table: BoxTable): void {
  const columns = columnsOf(line);
  const [frameNumber, id, x, y, width, height, score = NONE] = columns;
  const frame = table.frameIndex(frameNumber, 1, `Line ${number}: the frame`);
  if (columns.length < LEAST_COLUMNS)
    throw boxesError(`Line ${number}: must be frame,id,x,y,width,height,score.`);
  const place = { frame: frame + 1, part: 'line', number } as const;
  const edges = [
    numberOf(x, 'x', place),
    numberOf(y, 'y', place),
    numberOf(width, 'width', place),
    numberOf(height, 'height', place),
  ];
  const given = score === NONE ? 1 : score;
  const hint = checkedBox(cornersOf(edges, place), given, table.video, place);
  table.add(frame, id === NONE ? hint : { ...hint, id: idOf(id, 'id', place) }, place);
}

/** Numbers, or the texts that are none. */
function columnsOf(line: string): (number | string)[] {
  return line.split(',', READ_COLUMNS).map((column) => {
    const text = column.trim();
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  });
}
