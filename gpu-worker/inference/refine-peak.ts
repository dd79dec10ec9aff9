/** Finds the peak of a heatmap between its samples, from the sample that is largest. */
import { BlurredSurroundings, type NumberMap } from './gaussian.ts';

/** How far the peak lies from the largest sample, in samples. */
export type Refinement = (map: NumberMap, x: number, y: number) => readonly [dx: number, dy: number];

/** By how much the quarter shift moves. */
const QUARTER = 0.25;
/** Least values of which MMPose takes the logarithm, without and with unbiased data processing. */
const LEAST = { biased: 1e-10, unbiased: 1e-3 };
/** The most of which it takes it with unbiased data processing. */
const MOST = 50;
/** What MMPose adds to the Hessian's diagonal, so that it can be inverted. */
const EPSILON = 2 ** -23;

/** Samples around the largest one that are looked at. */
const REACH = 2;

const NONE = [0, 0] as const;

/** The largest sample itself. */
export const noRefinement: Refinement = () => NONE;

/** A quarter of a sample towards the larger neighbour (Newell et al. 2016), as MMPose's `refine_keypoints`. */
export const quarterShift: Refinement = (map, x, y) => {
  const { width, height } = map;
  const dx = y > 0 && x > 1 && x < width - 1 ? valueAt(map, x + 1, y) - valueAt(map, x - 1, y) : 0;
  const dy = x > 0 && y > 1 && y < height - 1 ? valueAt(map, x, y + 1) - valueAt(map, x, y - 1) : 0;
  return [Math.sign(dx) * QUARTER, Math.sign(dy) * QUARTER];
};

/**
 * DARK (Zhang et al. 2020): a Taylor expansion of the logarithm of the blurred map, with derivatives over two samples,
 * as MMPose's `refine_keypoints_dark`. Too near the map's edge nothing is refined.
 */
export function dark(kernel: number): Refinement {
  const blurred = new BlurredSurroundings(REACH, kernel);
  const log = (dx: number, dy: number) => Math.log(Math.max(LEAST.biased, blurred.at(dx, dy)));
  return (map, x, y) => {
    if (x <= 1 || x >= map.width - 2 || y <= 1 || y >= map.height - 2) return NONE;
    blurred.blur(map, x, y);
    const [right, left, below, above] = [log(1, 0), log(-1, 0), log(0, 1), log(0, -1)];
    const twice = 2 * log(0, 0);
    return newtonStep({
      dx: 0.5 * (right - left),
      dy: 0.5 * (below - above),
      dxx: 0.25 * (log(2, 0) - twice + log(-2, 0)),
      dyy: 0.25 * (log(0, 2) - twice + log(0, -2)),
      dxy: 0.25 * (log(1, 1) - log(1, -1) - log(-1, 1) + log(-1, -1)),
    });
  };
}

/**
 * DARK with unbiased data processing (Huang et al. 2020): derivatives over one sample, the map's edge repeated, as
 * MMPose's `refine_keypoints_dark_udp`. There the blurred map is scaled to the height it had; its peak is taken to be
 * near the largest sample.
 */
export function darkUdp(kernel: number): Refinement {
  const blurred = new BlurredSurroundings(REACH, kernel);
  return (map, x, y) => {
    blurred.blur(map, x, y);
    const { most } = blurred;
    const scale = most > 0 ? valueAt(map, x, y) / most : 1;
    const log = (dx: number, dy: number) => {
      const value = blurred.at(within(x + dx, map.width) - x, within(y + dy, map.height) - y);
      return Math.log(Math.min(MOST, Math.max(LEAST.unbiased, value * scale)));
    };
    const [middle, right, left, below, above] = [log(0, 0), log(1, 0), log(-1, 0), log(0, 1), log(0, -1)];
    const crossed = log(1, 1) - right - below + 2 * middle - left - above + log(-1, -1);
    return newtonStep({
      dx: 0.5 * (right - left),
      dy: 0.5 * (below - above),
      dxx: right - 2 * middle + left + EPSILON,
      dyy: below - 2 * middle + above + EPSILON,
      dxy: 0.5 * crossed,
    });
  };
}

/**
 * From a place to where the slope vanishes, by first and second derivatives. On flat tops and saddles that may be
 * anywhere: steps out of the surroundings are not taken.
 */
function newtonStep({ dx, dy, dxx, dyy, dxy }: Record<'dx' | 'dy' | 'dxx' | 'dyy' | 'dxy', number>) {
  const determinant = dxx * dyy - dxy * dxy;
  const step = [(dxy * dy - dyy * dx) / determinant, (dxy * dx - dxx * dy) / determinant] as const;
  if (determinant === 0 || step.some((length) => Math.abs(length) > REACH)) return NONE;
  return step;
}

function valueAt({ data, width }: NumberMap, x: number, y: number): number {
  return data[y * width + x] as number;
}

function within(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1);
}
