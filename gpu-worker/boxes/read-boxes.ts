/** Boxes given by the caller, in any of the layouts that are understood. */
import { readFile, stat } from 'node:fs/promises';
import type { Size } from '../frames/regions.ts';
import type { BoxHint } from '../instance.ts';
import { boxesError } from './box-error.ts';
import { isCocoDetections, readCocoDetections } from './coco-detections.ts';
import { checkLength, isPerFrameList, readPerFrameList } from './per-frame-list.ts';

/** A boxes file larger than this is not read: parsed, it takes several times as much memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The boxes of a frame, by its index in the source; an empty list where nobody is. */
export type BoxesByFrame = (index: number) => readonly BoxHint[];

/** What the boxes belong to. */
export interface BoxedVideo extends Size {
  /** Number of frames of the source. */
  frames: number;
}

/**
 * Reads and checks a boxes file.
 *
 * @throws PosefleetError `bboxes_invalid` saying what is wrong, with frame and box.
 */
export async function readBoxes(file: string, video: BoxedVideo): Promise<BoxesByFrame> {
  const value = await readList(file);
  if (isPerFrameList(value)) {
    checkLength(value.length, video.frames);
    const lists = readPerFrameList(value, video);
    return (index) => lists[index] ?? [];
  }
  if (isCocoDetections(value)) {
    const byFrame = readCocoDetections(value, video, video.frames);
    return (index) => byFrame.get(index) ?? [];
  }
  throw boxesError(
    'The boxes file is neither a list of boxes a frame, [[[x1, y1, x2, y2], …], …], nor a list of COCO detections.',
  );
}

async function readList(file: string): Promise<unknown[]> {
  const { size } = await stat(file);
  if (size === 0) throw boxesError('The boxes file is empty.');
  if (size > MOST_BYTES)
    throw boxesError(`The boxes file has ${size} bytes; at most ${MOST_BYTES} are read.`);
  const value = parse(await readFile(file, 'utf8'));
  if (!Array.isArray(value)) throw boxesError('The boxes file must hold a JSON list.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw boxesError(`The boxes file is not valid JSON: ${(error as Error).message}`);
  }
}
