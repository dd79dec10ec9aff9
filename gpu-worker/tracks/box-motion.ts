/** How a person's box moves: centre, width and height, each with a constant speed. */
import type { Box } from '../instance.ts';
import { beginCourse, type Course, continueCourse, correctCourse } from './course.ts';

/**
 * A moving box as it was when last seen. It is asked where the box is at a later time, and nothing of what was
 * guessed in between is kept: OC-SORT's re-update after a gap, for a filter that knows seconds. Plain JSON.
 */
export interface BoxMotion {
  /** Seconds at which the box was last seen. */
  time: number;
  x: Course;
  y: Course;
  width: Course;
  height: Course;
}

/** A box that is seen for the first time. */
export function beginMotion(box: Box, time: number): BoxMotion {
  const { x, y, width, height } = measures(box);
  return {
    time,
    x: beginCourse(x, width),
    y: beginCourse(y, height),
    width: beginCourse(width, width),
    height: beginCourse(height, height),
  };
}

/**
 * Where the box is at a later time.
 *
 * @param steady whether it keeps its size, as ByteTrack has it for tracks that are lost.
 */
export function predictBox({ time, x, y, width, height }: BoxMotion, at: number, steady: boolean): Box {
  const seconds = at - time;
  const grown = ({ value, speed }: Course) => Math.max(1, value + (steady ? 0 : speed * seconds));
  const [halfWidth, halfHeight] = [grown(width) / 2, grown(height) / 2];
  const [cx, cy] = [x.value + x.speed * seconds, y.value + y.speed * seconds];
  return [cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight];
}

/** The box was seen again. */
export function observeBox(motion: BoxMotion, box: Box, time: number): BoxMotion {
  const seen = measures(box);
  const seconds = time - motion.time;
  const [wide, high] = [Math.max(1, motion.width.value), Math.max(1, motion.height.value)];
  const next = (course: Course, size: number, value: number) =>
    correctCourse(continueCourse(course, size, seconds), size, value);
  return {
    time,
    x: next(motion.x, wide, seen.x),
    y: next(motion.y, high, seen.y),
    width: next(motion.width, wide, seen.width),
    height: next(motion.height, high, seen.height),
  };
}

/** A box without area, as at the very edge of the picture, counts as a pixel. */
function measures([x1, y1, x2, y2]: Box) {
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: Math.max(1, x2 - x1), height: Math.max(1, y2 - y1) };
}
