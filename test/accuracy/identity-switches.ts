/** How often a figure's track changes: the mismatches of the CLEAR MOT metrics (Bernardin and Stiefelhagen, 2008). */

/** A figure that was found, and the track that it was given. */
export interface Identified {
  figure: number;
  track: number;
}

/** A change of a figure's track. */
export interface IdentitySwitch extends Identified {
  /** Index of the frame. */
  frame: number;
  /** Its track when it was last found. */
  before: number;
}

/** The changes over all frames; who is not found for a while keeps the track that they had. */
export function identitySwitches(frames: readonly (readonly Identified[])[]): IdentitySwitch[] {
  const last = new Map<number, number>();
  return frames.flatMap((found, frame) =>
    found.flatMap(({ figure, track }) => {
      const before = last.get(figure) ?? track;
      last.set(figure, track);
      return before === track ? [] : [{ frame, figure, before, track }];
    }),
  );
}
