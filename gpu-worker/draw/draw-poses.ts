/**
 * Draws skeletons as MMPose's inferencer does: links, then points, then boxes. Only the points of faces and hands are
 * smaller than there, where they would cover the face of anybody who does not fill the picture.
 */
import type { KeypointSet, Rgb } from '../../core/keypoint-sets.ts';
import { type ColourMatrix, toYuv } from '../frames/colour.ts';
import type { I420 } from '../frames/i420.ts';
import type { Instance } from '../instance.ts';
import { drawCapsule, drawRectangle, type Yuv } from './brush.ts';

/** MMPose's defaults (`PoseLocalVisualizer`), made for pictures of up to this many lines. */
const PLAIN_LINES = 720;
const POINT_RADIUS = 3;
const FINE_POINT_RADIUS = POINT_RADIUS / 2;
const LINE_WIDTH = 1;
const BOX_COLOUR: Rgb = [0, 255, 0];

/** Draws the poses of a frame. Sizes grow with the picture's height above 720 lines. */
export class PosePainter {
  readonly #set: KeypointSet;
  readonly #threshold: number;
  readonly #pointColours: Yuv[];
  readonly #linkColours: Yuv[];
  readonly #boxColour: Yuv;

  /** @param threshold lowest score of a keypoint to be drawn. */
  constructor(set: KeypointSet, threshold: number, matrix: ColourMatrix) {
    this.#set = set;
    this.#threshold = threshold;
    this.#pointColours = set.colours.map((colour) => toYuv(colour, matrix));
    this.#linkColours = set.skeleton.map(({ colour }) => toYuv(colour, matrix));
    this.#boxColour = toYuv(BOX_COLOUR, matrix);
  }

  /** Draws into the picture. */
  paint(picture: I420, instances: readonly Instance[]): void {
    const growth = Math.max(1, picture.height / PLAIN_LINES);
    for (const instance of instances) this.#paintLinks(picture, instance, (LINE_WIDTH * growth) / 2);
    for (const instance of instances) this.#paintPoints(picture, instance, growth);
    for (const { box } of instances) drawRectangle(picture, box, LINE_WIDTH * growth, this.#boxColour);
  }

  #paintLinks(picture: I420, instance: Instance, radius: number): void {
    this.#set.skeleton.forEach(({ from, to }, index) => {
      if (!this.#isDrawn(picture, instance, from) || !this.#isDrawn(picture, instance, to)) return;
      drawCapsule(
        picture,
        point(instance, from),
        point(instance, to),
        radius,
        this.#linkColours[index] as Yuv,
      );
    });
  }

  #paintPoints(picture: I420, instance: Instance, growth: number): void {
    const { fineFrom = Infinity } = this.#set;
    this.#pointColours.forEach((colour, index) => {
      if (!this.#isDrawn(picture, instance, index)) return;
      const at = point(instance, index);
      const radius = index < fineFrom ? POINT_RADIUS : FINE_POINT_RADIUS;
      drawCapsule(picture, at, at, radius * growth, colour);
    });
  }

  #isDrawn({ width, height }: I420, instance: Instance, index: number): boolean {
    const [x, y] = point(instance, index);
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    return inside && (instance.scores[index] as number) >= this.#threshold;
  }
}

function point({ keypoints }: Instance, index: number): [number, number] {
  return [keypoints[2 * index] as number, keypoints[2 * index + 1] as number];
}
