/** Boxes given by the caller, in any of the layouts that are understood. */
import { readFile, stat } from 'node:fs/promises';
import { requireBoxesBytes } from '../../core/limits.ts';
import type { BoxHint } from '../instance.ts';
import { boxesError, shown } from './box-error.ts';
import { type BoxedVideo, BoxTable } from './box-table.ts';
import { noLayout, readJsonBoxes } from './json-boxes.ts';
import { JsonWalk } from './json-walk.ts';
import { isMotLine, readMotLine } from './mot-lines.ts';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The boxes of a frame, by its index in the source; an empty list where nobody is. */
export interface BoxesByFrame {
  (index: number): readonly BoxHint[];
  /** The largest id of all frames' boxes; undefined when none has one. */
  readonly largestId?: number | undefined;
}

/**
 * Reads and checks a boxes file. Its layout is told by its content: a JSON list or object, or else lines of text.
 *
 * @throws PosefleetError `bboxes_invalid` saying what is wrong, with frame and box.
 */
export async function readBoxes(file: string, video: BoxedVideo): Promise<BoxesByFrame> {
  const bytes = await readBytes(file);
  const table = new BoxTable(video);
  const walk = new JsonWalk(bytes);
  if (['[', '{'].includes(walk.peek())) readJsonBoxes(walk, table);
  else readMotBoxes(bytes, table);
  return Object.assign((index: number) => table.at(index), { largestId: table.largestId });
}

async function readBytes(file: string): Promise<Buffer> {
  const { size } = await stat(file);
  requireBoxesBytes(size);
  const bytes = await readFile(file);
  const marked = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

/** The first line decides whether this is the layout; all others have to be like it. */
function readMotBoxes(bytes: Buffer, table: BoxTable): void {
  let isFirst = true;
  for (const [number, line] of linesOf(bytes)) {
    if (isFirst && !isMotLine(line)) throw noLayout(`it begins with ${shown(line)}`);
    isFirst = false;
    readMotLine(line, number, table);
  }
  if (isFirst) throw boxesError('The boxes file is empty.');
}

/** Lines and their numbers, from 1, without blank ones and comments. */
function* linesOf(bytes: Buffer): Generator<[number: number, line: string]> {
  for (let number = 1, begin = 0; begin < bytes.length; number++) {
    const found = bytes.indexOf('\n', begin);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.toString('utf8', begin, end).trim();
    if (line !== '' && !line.startsWith('#')) yield [number, line];
    begin = end + 1;
  }
}
