/** The demo clip's true figures as a model might see them: with noise, misses and false detections. */
import type { Box, Instance } from '../../gpu-worker/instance.ts';
import { CLIP } from '../../local/demo-clip/camera.ts';
import type { FigureTruth, FrameTruth } from '../../local/demo-clip/truth.ts';

/** How badly the figures are seen. Lengths in parts of a figure's height, the rest as parts of the frames. */
export interface Haze {
  /** Deviation of joints and of the sides of boxes. */
  noise: number;
  missed: number;
  /** False detections: half of them somewhere, half of them a figure a second time. */
  false: number;
}

/** Someone whom the model believes to see. */
export interface Seen extends Instance {
  /** The figure that it is of; undefined for a false detection. */
  figure: number | undefined;
}

/** Figures of which less is in the picture are not found. */
const LEAST_VISIBLE = 0.5;
/** Who is covered by more than this is not found. */
const MOST_COVERED = 0.6;

/** Frames as a model may see them, the same for the same seed. */
export class HazyEyes {
  readonly #haze: Haze;
  #state: number;

  constructor(haze: Haze, seed: number) {
    this.#haze = haze;
    this.#state = seed;
  }

  see({ figures }: FrameTruth): Seen[] {
    const found = figures.filter(
      (figure) => isVisible(figure, figures) && this.#uniform() >= this.#haze.missed,
    );
    const seen = found.map((figure) => this.#seen(figure));
    if (this.#uniform() >= this.#haze.false) return seen;
    const [double] = seen;
    return [...seen, double !== undefined && this.#uniform() < 0.5 ? this.#again(double) : this.#nothing()];
  }

  #seen({ id, height, joints, box }: FigureTruth): Seen {
    const off = () => this.#noise() * this.#haze.noise * height;
    return {
      figure: id,
      keypoints: Float32Array.from(joints.flat(), (value) => value + off()),
      scores: Float32Array.from(joints, () => 0.3 + 0.6 * this.#uniform()),
      box: clipped(box.map((side) => side + off())),
      boxScore: 0.3 + 0.4 * this.#uniform(),
    };
  }

  #again(seen: Seen): Seen {
    const off = () => 20 * this.#noise();
    const keypoints = seen.keypoints.map((value) => value + 2 * off());
    return {
      ...seen,
      figure: undefined,
      keypoints,
      box: clipped(seen.box.map((side) => side + off())),
      boxScore: 0.3,
    };
  }

  #nothing(): Seen {
    const [x, y] = [900 * this.#uniform(), 300 * this.#uniform()];
    const keypoints = Float32Array.from({ length: 34 }, (_, index) =>
      index % 2 === 0 ? x + 150 * this.#uniform() : y + 350 * this.#uniform(),
    );
    const scores = new Float32Array(17).fill(0.35);
    return { figure: undefined, keypoints, scores, box: [x, y, x + 150, y + 350], boxScore: 0.35 };
  }

  /** Deviation 1: the sum of twelve has a variance of 1. */
  #noise(): number {
    return Array.from({ length: 12 }, () => this.#uniform()).reduce((sum, value) => sum + value, -6);
  }

  /** A generator with the constants of Numerical Recipes. */
  #uniform(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}

function isVisible({ id, box }: FigureTruth, figures: readonly FigureTruth[]): boolean {
  const inPicture = clipped(box);
  if (inPicture[2] - inPicture[0] < LEAST_VISIBLE * (box[2] - box[0])) return false;
  // The first figure walks in front of the other.
  return id === 0 || figures.every((other) => other.id >= id || covered(box, other.box) < MOST_COVERED);
}

function covered([x1, , x2]: Box, [left, , right]: Box): number {
  return Math.max(0, Math.min(x2, right) - Math.max(x1, left)) / (x2 - x1);
}

function clipped(sides: readonly number[]): Box {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = sides;
  return [Math.max(0, x1), Math.max(0, y1), Math.min(CLIP.width, x2), Math.min(CLIP.height, y2)];
}
