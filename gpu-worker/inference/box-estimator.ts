/** Estimates poses in boxes with any network whose contract says how a box becomes its input. */
import type { I420 } from '../frames/i420.ts';
import { type BoxFit, boxMap, type InputMap, toPicture } from '../frames/input-map.ts';
import { InputSampler } from '../frames/input-sampler.ts';
import type { PixelFormat } from '../frames/pixel-tables.ts';
import type { Size } from '../frames/regions.ts';
import type { BoxHint, Instance } from '../instance.ts';
import { checkPose } from './bad-answer.ts';
import type { CropRunner } from './batch/crop-runner.ts';
import type { PoseEstimator } from './estimator.ts';
import type { RawPose, ReadPose } from './raw-answer.ts';

/** A network for people in boxes. */
export interface BoxNetwork {
  name: string;
  size: Size;
  format: PixelFormat;
  fit: BoxFit;
  crops: CropRunner;
  read: ReadPose;
}

/** One crop a box; the runner may batch them. */
export class BoxEstimator implements PoseEstimator {
  readonly #network: BoxNetwork;
  readonly #sampler: InputSampler;

  constructor(network: BoxNetwork) {
    this.#network = network;
    this.#sampler = new InputSampler(network.size, network.format);
  }

  estimate(picture: I420, hints: readonly BoxHint[]): Promise<Instance[]> {
    return Promise.all(hints.map((hint) => this.#estimateOne(picture, hint)));
  }

  async #estimateOne(picture: I420, { box, score, id }: BoxHint): Promise<Instance> {
    const { name, size, fit, crops, read } = this.#network;
    const map = boxMap(box, fit, size);
    const outputs = await crops.run((target, offset) =>
      this.#sampler.fill(picture, map, target as Float32Array, offset),
    );
    const pose = read(outputs);
    checkPose(name, pose);
    const { scores } = pose;
    const keypoints = pointsInPicture(pose, map);
    return { keypoints, scores, box, boxScore: score, ...(id === undefined ? {} : { id }) };
  }
}

/** Where a pose's points lie in the picture. */
export function pointsInPicture({ points }: RawPose, { x, y }: InputMap): Float32Array {
  return points.map((value, index) => toPicture(index % 2 === 0 ? x : y, value));
}
