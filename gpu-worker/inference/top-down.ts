/** Models that estimate one person in a box, and what gives the boxes. */
import type { I420 } from '../frames/i420.ts';
import type { BoxHint, Instance } from '../instance.ts';
import { keepBest, type PeopleFinder, type PeopleLimits, type PoseEstimator } from './estimator.ts';
import { followPose } from './follow-pose.ts';
import type { FrameTask, PosePipeline } from './pose-pipeline.ts';

/** A detector on the first frame of a window, or the caller's boxes; then pose by pose. */
export class TopDown implements PosePipeline {
  readonly #estimator: PoseEstimator;
  readonly #finder: PeopleFinder | undefined;
  readonly #limits: PeopleLimits;
  #window = -1;
  #followed: BoxHint[] = [];

  constructor(estimator: PoseEstimator, finder: PeopleFinder | undefined, limits: PeopleLimits) {
    this.#estimator = estimator;
    this.#finder = finder;
    this.#limits = limits;
  }

  async run(picture: I420, { window, hints }: FrameTask): Promise<Instance[]> {
    const boxes = hints ?? (window === this.#window ? this.#followed : await this.#detect(picture));
    const instances = await this.#estimator.estimate(picture, this.#best(boxes));
    this.#window = window;
    this.#followed = instances.flatMap((instance) => followPose(instance, picture) ?? []);
    return instances;
  }

  async #detect(picture: I420): Promise<BoxHint[]> {
    if (this.#finder === undefined) throw new Error('A model without a detector was given no boxes.');
    const people = await this.#finder.find(picture);
    return people.map(({ box, boxScore }) => ({ box, score: boxScore }));
  }

  #best(hints: readonly BoxHint[]): BoxHint[] {
    return keepBest(
      hints.map((hint) => ({ ...hint, boxScore: hint.score })),
      this.#limits,
    );
  }
}
