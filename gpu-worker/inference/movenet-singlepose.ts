/**
 * MoveNet SinglePose (Thunder 256, Lightning 192): one person in a square.
 * Layouts are those of its model card: input int32 `[1, S, S, 3]` RGB 0..255; output `[1, 1, 17, 3]`:
 * y, x, score; coordinates 0..1 of the input.
 */
import type { I420 } from '../frames/i420.ts';
import { squareRegion } from '../frames/regions.ts';
import { type RgbTarget, sampleRegion } from '../frames/sample-region.ts';
import type { BoxHint, Instance } from '../instance.ts';
import type { PoseEstimator } from './estimator.ts';
import type { Session } from './session.ts';

/** Estimates the pose of the person in a box. */
export class MoveNetSinglePose implements PoseEstimator {
  readonly #session: Session;
  readonly #padding: number;
  readonly #target: RgbTarget & { data: Int32Array };

  /**
   * @param shape side of the network's square input in pixels, and the factor by which a box is enlarged.
   */
  constructor(session: Session, { side, padding }: { side: number; padding: number }) {
    this.#session = session;
    this.#padding = padding;
    this.#target = { width: side, height: side, data: new Int32Array(side * side * 3) };
  }

  async estimate(picture: I420, hints: readonly BoxHint[]): Promise<Instance[]> {
    const instances: Instance[] = [];
    for (const hint of hints) instances.push(await this.#estimateOne(picture, hint));
    return instances;
  }

  async #estimateOne(picture: I420, { box, score, id }: BoxHint): Promise<Instance> {
    const region = squareRegion(box, this.#padding);
    sampleRegion(picture, region, this.#target);
    const { width: side } = this.#target;
    const [answer] = await this.#session.run({ data: this.#target.data, shape: [1, side, side, 3] });
    const output = answer?.data as Float32Array;
    const scores = new Float32Array(output.length / 3);
    const keypoints = new Float32Array(2 * scores.length);
    for (let index = 0; index < scores.length; index++) {
      keypoints[2 * index] = region.x + (output[3 * index + 1] as number) * region.width;
      keypoints[2 * index + 1] = region.y + (output[3 * index] as number) * region.height;
      scores[index] = output[3 * index + 2] as number;
    }
    return { keypoints, scores, box, boxScore: score, ...(id === undefined ? {} : { id }) };
  }
}
