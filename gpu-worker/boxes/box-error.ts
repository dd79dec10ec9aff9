/** How a boxes file is refused. */
import { PosefleetError } from '../../core/errors.ts';

/** Where a box stands in its file, in the file's own words and numbers. */
export interface BoxPlace {
  frame: number;
  part: 'box' | 'detection' | 'instance' | 'line';
  /** Number of the part: lines count from 1, all others from 0. */
  number: number;
}

/** An error about the file as a whole. */
export function boxesError(message: string): PosefleetError {
  return new PosefleetError('bboxes_invalid', message);
}

/** An error about one box. */
export function boxError({ frame, part, number }: BoxPlace, message: string): PosefleetError {
  return boxesError(`Frame ${frame}, ${part} ${number}: ${message}`);
}

/** A value as a message may show it: what it is, and short texts and numbers in full. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return `${value}`;
  // A file's text is not trusted: quoted and cut, it cannot end the line or fill it.
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
