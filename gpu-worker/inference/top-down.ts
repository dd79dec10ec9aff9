/** Models that estimate one person in a box, and what gives the boxes. */
import assert from 'node:assert/strict';
import type { I420 } from '../frames/i420.ts';
import type { BoxHint, Instance } from '../instance.ts';
import { keepBest, type PeopleFinder, type PeopleLimits, type PoseEstimator } from './estimator.ts';
import { bodyPoints, followPose } from './follow-pose.ts';
import type { FrameTask, PosePipeline } from './pose-pipeline.ts';
import { Windows } from './windows.ts';

/** What a top-down pipeline consists of. */
export interface TopDownParts {
  estimator: PoseEstimator;
  /** Absent when the caller gives all boxes. */
  finder: PeopleFinder | undefined;
  limits: PeopleLimits;
  /** Names of the estimator's keypoints. */
  names: readonly string[];
}

/** A detector on the first frame of a window, or the caller's boxes; then pose by pose. */
export class TopDown implements PosePipeline {
  readonly #parts: TopDownParts;
  readonly #points: readonly number[];
  readonly #windows = new Windows();

  constructor(parts: TopDownParts) {
    this.#parts = parts;
    this.#points = bodyPoints(parts.names);
  }

  run(picture: I420, { window, hints }: FrameTask): Promise<Instance[]> {
    if (hints !== undefined) return this.#estimate(picture, hints);
    const boxes = this.#windows.next(window) ?? this.#detect(picture);
    const instances = boxes.then((found) => this.#estimate(picture, found));
    this.#windows.follow(
      window,
      instances.then((poses) => poses.flatMap((pose) => followPose(pose, picture, this.#points) ?? [])),
    );
    return instances;
  }

  #estimate(picture: I420, hints: readonly BoxHint[]): Promise<Instance[]> {
    const scored = hints.map((hint) => ({ ...hint, boxScore: hint.score }));
    return this.#parts.estimator.estimate(picture, keepBest(scored, this.#parts.limits));
  }

  async #detect(picture: I420): Promise<BoxHint[]> {
    const { finder } = this.#parts;
    assert(finder !== undefined, 'A model without a detector was given no boxes.');
    const people = await finder.find(picture);
    return people.map(({ box, boxScore }) => ({ box, score: boxScore }));
  }
}
