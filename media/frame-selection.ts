/** Which frames of a video are used: every n-th by the source's index, within a range of time. */

/** A selection of frames. */
export interface FrameSelection {
  /** Frames whose index is a multiple of this are used. */
  stride: number;
  /** First time that is used, in seconds. */
  start: number;
  /** First time that is no longer used, in seconds; Infinity for the end. */
  end: number;
}

/** Every frame. */
export const ALL_FRAMES: FrameSelection = { stride: 1, start: 0, end: Number.POSITIVE_INFINITY };

/** Which decoded frame: its index in the source, and its time in seconds as the container counts it. */
export interface FrameMoment {
  index: number;
  /** NaN where the container gives no time. */
  time: number;
}

/** Whether a selection is cut at either end. */
export function isRange({ start, end }: FrameSelection): boolean {
  return start > 0 || end < Number.POSITIVE_INFINITY;
}

/** Whether a frame belongs to a selection; `origin` is the container's time of zero. */
export function isSelected(selection: FrameSelection, origin: number, { index, time }: FrameMoment): boolean {
  return index % selection.stride === 0 && isWithin(selection, origin, time);
}

/** Whether a time belongs to a selection. A range holds no frame without a time. */
export function isWithin(selection: FrameSelection, origin: number, time: number): boolean {
  if (selection.start > 0 && !(time >= selection.start + origin)) return false;
  return selection.end === Number.POSITIVE_INFINITY || time < selection.end + origin;
}

/**
 * The same choice as an expression of ffmpeg's `select` filter. Its `t` is computed from a frame's ticks by the
 * same arithmetic as here, so both always agree.
 *
 * @param options.afterPts ticks of the last frame that is not wanted.
 */
export function selectExpression(
  selection: FrameSelection,
  origin: number,
  { byIndex, afterPts }: { byIndex: boolean; afterPts?: number | undefined },
): string | undefined {
  const terms = [
    ...(afterPts === undefined ? [] : [`gt(pts\\,${afterPts})`]),
    ...(byIndex && selection.stride > 1 ? [`not(mod(n\\,${selection.stride}))`] : []),
    ...(selection.start > 0 ? [`gte(t\\,${selection.start + origin})`] : []),
    ...(selection.end < Number.POSITIVE_INFINITY ? [`lt(t\\,${selection.end + origin})`] : []),
  ];
  return terms.length === 0 ? undefined : terms.join('*');
}
