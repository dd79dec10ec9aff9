/** Models that find people and their poses at once. */
import type { I420 } from '../frames/i420.ts';
import type { Instance } from '../instance.ts';
import { keepBest, type PeopleFinder, type PeopleLimits } from './estimator.ts';
import type { PosePipeline } from './pose-pipeline.ts';

/** One network, frame by frame. */
export class OneStage implements PosePipeline {
  readonly #finder: PeopleFinder;
  readonly #limits: PeopleLimits;

  constructor(finder: PeopleFinder, limits: PeopleLimits) {
    this.#finder = finder;
    this.#limits = limits;
  }

  async run(picture: I420): Promise<Instance[]> {
    return keepBest(await this.#finder.find(picture), this.#limits);
  }
}
