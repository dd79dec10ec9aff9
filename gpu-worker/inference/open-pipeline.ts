/** Opens the networks of a model: which class runs which contract. */
import type { PeopleFinder, PeopleLimits, PoseEstimator } from './estimator.ts';
import type { LoadedModel, LoadedNetwork } from './loaded-model.ts';
import { MoveNetMultiPose } from './movenet-multipose.ts';
import { MoveNetSinglePose } from './movenet-singlepose.ts';
import { OneStage } from './one-stage.ts';
import type { PosePipeline } from './pose-pipeline.ts';
import type { Provider } from './provider.ts';
import { Session } from './session.ts';
import { TopDown } from './top-down.ts';

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

async function openFinder(
  { name, path, contract }: LoadedNetwork,
  provider: Provider,
): Promise<PeopleFinder> {
  const { decode, input } = contract;
  if (decode.kind !== 'movenet-multipose' || input.size.kind !== 'multiples') {
    throw new Error(`${name} does not find people.`);
  }
  return new MoveNetMultiPose(await Session.open(path, contract, provider), input.size);
}

async function openEstimator(
  { name, path, contract }: LoadedNetwork,
  provider: Provider,
): Promise<PoseEstimator> {
  const { decode, input } = contract;
  if (decode.kind !== 'movenet-singlepose' || input.size.kind !== 'fixed' || input.fit.kind !== 'box') {
    throw new Error(`${name} does not take boxes.`);
  }
  const shape = { side: input.size.width, padding: input.fit.scale };
  return new MoveNetSinglePose(await Session.open(path, contract, provider), shape);
}
