/** How far estimated joints are from the true ones, and which figures were found at all. */

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/** A figure as it truly is in one frame. */
export interface TrueFigure {
  id: number;
  /** Height in pixels; errors are told as parts of it. */
  height: number;
  /** `[K, 2]` pixels. */
  joints: readonly Point[];
  whollyVisible: boolean;
  crossed: boolean;
}

/** A pose as it was estimated. */
export interface EstimatedPose {
  /** `[K, 2]` pixels. */
  keypoints: readonly Point[];
}

/** A figure in a frame and how well it was met. */
export interface FigureOutcome<P extends EstimatedPose = EstimatedPose> {
  figure: TrueFigure;
  /** The pose by which it was met; undefined when it was not found. */
  pose: P | undefined;
  /** Mean distance of the joints as a part of the figure's height; undefined when the figure was not found. */
  error: number | undefined;
}

/** What came of one figure, or of all. */
export interface AccuracySummary {
  /** Times that a figure was there to be found. */
  expected: number;
  found: number;
  /** Mean over the found ones, as a part of the figure's height; NaN when there are none. */
  meanError: number;
}

/** A pose that is farther off than this part of the height is of somebody or something else. */
const FOUND_BELOW = 0.2;

/** Mean distance between two poses, joint by joint, in pixels. */
export function meanJointDistance(estimated: readonly Point[], joints: readonly Point[]): number {
  if (estimated.length !== joints.length) {
    throw new RangeError(`${estimated.length} keypoints cannot be compared with ${joints.length} joints.`);
  }
  const distance = ([x, y]: Point, index: number) => {
    const [trueX, trueY] = joints[index] as Point;
    return Math.hypot(x - trueX, y - trueY);
  };
  return estimated.reduce((sum, point, index) => sum + distance(point, index), 0) / joints.length;
}

/** Pairs figures and poses of one frame, nearest first: one pose for one figure at most. */
export function matchFigures<P extends EstimatedPose>(
  figures: readonly TrueFigure[],
  poses: readonly P[],
): FigureOutcome<P>[] {
  const pairs = figures.flatMap((figure) =>
    poses.map((pose) => ({
      figure,
      pose,
      error: meanJointDistance(pose.keypoints, figure.joints) / figure.height,
    })),
  );
  const met = new Map<TrueFigure, { pose: P; error: number }>();
  const taken = new Set<EstimatedPose>();
  for (const { figure, pose, error } of pairs.sort((a, b) => a.error - b.error)) {
    if (error >= FOUND_BELOW || met.has(figure) || taken.has(pose)) continue;
    met.set(figure, { pose, error });
    taken.add(pose);
  }
  return figures.map((figure) => ({ figure, pose: met.get(figure)?.pose, error: met.get(figure)?.error }));
}

/** Whether a figure must be found: all of it is in the picture and nobody is in the way. */
export function isPlain({ figure }: Omit<FigureOutcome, 'pose'>): boolean {
  return figure.whollyVisible && !figure.crossed;
}

/** Counts and averages. */
export function summarize(outcomes: readonly Omit<FigureOutcome, 'pose'>[]): AccuracySummary {
  const errors = outcomes.flatMap(({ error }) => error ?? []);
  const sum = errors.reduce((total, error) => total + error, 0);
  return { expected: outcomes.length, found: errors.length, meanError: sum / errors.length };
}
