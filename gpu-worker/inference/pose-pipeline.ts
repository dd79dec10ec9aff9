/** From a picture to the poses in it: one stage, or boxes first and then pose by pose. */
import type { I420 } from '../frames/i420.ts';
import type { BoxHint, Instance } from '../instance.ts';
import { keepBest, type PeopleFinder, type PeopleLimits, type PoseEstimator } from './estimator.ts';
import { followPose } from './follow-pose.ts';
import type { LoadedModel, LoadedNetwork } from './loaded-model.ts';
import { MoveNetMultiPose } from './movenet-multipose.ts';
import { MoveNetSinglePose } from './movenet-singlepose.ts';
import type { Provider } from './provider.ts';
import { Session } from './session.ts';

/** A frame's place in its window, and the caller's boxes where there are any. */
export interface FrameTask {
  /** Number of the window; frames of one window come in order. */
  window: number;
  hints?: readonly BoxHint[];
}

/** Estimates the poses of frames. Frames of one window follow each other; windows are independent. */
export interface PosePipeline {
  run(picture: I420, task: FrameTask): Promise<Instance[]>;
}

/** Opens a model's networks. @throws Error when a file cannot be opened. */
export async function openPipeline(
  model: LoadedModel,
  limits: PeopleLimits,
  provider: Provider,
): Promise<PosePipeline> {
  if (model.task === 'one-stage') return new OneStage(await openFinder(model.pose, provider), limits);
  const finder = model.detector === undefined ? undefined : await openFinder(model.detector, provider);
  return new TopDown(await openEstimator(model.pose, provider), finder, limits);
}

async function openFinder(network: LoadedNetwork, provider: Provider): Promise<PeopleFinder> {
  const { decode, input } = network.contract;
  if (decode !== 'movenet-multipose' || input.size.kind !== 'multiples') {
    throw new Error(`${network.name} does not find people.`);
  }
  return new MoveNetMultiPose(await Session.open(network.path, provider), input.size);
}

async function openEstimator(network: LoadedNetwork, provider: Provider): Promise<PoseEstimator> {
  const { decode, input } = network.contract;
  if (decode !== 'movenet-singlepose' || input.size.kind !== 'fixed' || input.fit.kind !== 'box') {
    throw new Error(`${network.name} does not take boxes.`);
  }
  const shape = { side: input.size.width, padding: input.fit.scale };
  return new MoveNetSinglePose(await Session.open(network.path, provider), shape);
}

class OneStage implements PosePipeline {
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

class TopDown implements PosePipeline {
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
    const instances: Instance[] = [];
    for (const hint of this.#best(boxes)) instances.push(await this.#estimator.estimate(picture, hint));
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
