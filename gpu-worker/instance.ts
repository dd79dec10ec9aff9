/** A person in a frame. */

/** A bounding box: left, top, right, bottom in pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** A person whose pose was estimated. */
export interface Instance {
  /** `[K, 2]` pixels of the frame, flattened: x and y of each keypoint. */
  keypoints: Float32Array;
  /** `[K]` scores. */
  scores: Float32Array;
  /** Where the person is, unpadded. */
  box: Box;
  /** The score of the person as a whole. */
  boxScore: number;
  /** The caller's id of the person, where boxes were given with ids. */
  id?: number;
}

/** A person who is followed from frame to frame. */
export interface TrackedInstance extends Instance {
  /** The same in all frames of a video: the caller's id where there is one, else a whole number from 1. */
  trackId: number;
}

/** A place at which a person is to be looked for. */
export interface BoxHint {
  box: Box;
  score: number;
  id?: number;
}
