/**
 * MoveNet SinglePose (Thunder 256, Lightning 192): one person in a square.
 * Layouts are those of its model card: input int32 `[1, S, S, 3]` RGB 0..255; output `[1, 1, 17, 3]`:
 * y, x, score; coordinates 0..1 of the input.
 */
import type { I420 } from '../frames/i420.ts';
import { RegionSampler } from '../frames/region-sampler.ts';
import { type Region, squareRegion } from '../frames/regions.ts';
import type { BoxHint, Instance } from '../instance.ts';
import { checkPose } from './bad-answer.ts';
import type { CropRunner } from './batch/crop-runner.ts';
import type { PoseEstimator } from './estimator.ts';
import type { RawPose } from './raw-answer.ts';

/** A network of the family. */
export interface SinglePoseShape {
  name: string;
  /** Side of its square input, in pixels. */
  side: number;
  /** The factor by which a box is enlarged. */
  padding: number;
}

/** Estimates the pose of the person in a box. */
export class MoveNetSinglePose implements PoseEstimator {
  readonly #crops: CropRunner;
  readonly #shape: SinglePoseShape;
  readonly #sampler: RegionSampler;

  constructor(crops: CropRunner, shape: SinglePoseShape) {
    this.#crops = crops;
    this.#shape = shape;
    this.#sampler = new RegionSampler({ width: shape.side, height: shape.side });
  }

  estimate(picture: I420, hints: readonly BoxHint[]): Promise<Instance[]> {
    return Promise.all(hints.map((hint) => this.#estimateOne(picture, hint)));
  }

  async #estimateOne(picture: I420, { box, score, id }: BoxHint): Promise<Instance> {
    const { name, padding } = this.#shape;
    const region = squareRegion(box, padding);
    const [answer] = await this.#crops.run((target, offset) =>
      this.#sampler.fill(picture, region, target as Int32Array, offset),
    );
    const pose = readPose(answer?.data as Float32Array, region);
    checkPose(name, pose);
    const { points: keypoints, scores } = pose;
    return { keypoints, scores, box, boxScore: score, ...(id === undefined ? {} : { id }) };
  }
}

function readPose(output: Float32Array, { x, y, width, height }: Region): RawPose {
  const scores = new Float32Array(output.length / 3);
  const points = new Float32Array(2 * scores.length);
  for (let index = 0; index < scores.length; index++) {
    points[2 * index] = x + (output[3 * index + 1] as number) * width;
    points[2 * index + 1] = y + (output[3 * index] as number) * height;
    scores[index] = output[3 * index + 2] as number;
  }
  return { points, scores };
}
