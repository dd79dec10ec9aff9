/** Opens the networks of a model: which class runs which contract. */
import { KEYPOINT_SETS } from '../../core/keypoint-sets.ts';
import type { PeopleFinder, PeopleLimits, PoseEstimator } from './estimator.ts';
import type { LoadedModel } from './loaded-model.ts';
import { OneStage } from './one-stage.ts';
import { openEstimator } from './open-estimator.ts';
import { openFinder } from './open-finder.ts';
import type { PosePipeline } from './pose-pipeline.ts';
import type { Execution } from './provider.ts';
import { TopDown } from './top-down.ts';

/** Opens a model's networks. @throws PosefleetError `model_unavailable` when one cannot be run here. */
export async function openPipeline(
  model: LoadedModel,
  limits: PeopleLimits,
  execution: Execution,
): Promise<PosePipeline> {
  if (model.task === 'one-stage')
    return new OneStage(await openFinder(model.pose, limits, execution), limits);
  const finder: PeopleFinder | undefined =
    model.detector === undefined ? undefined : await openFinder(model.detector, limits, execution);
  const estimator: PoseEstimator = await openEstimator(model.pose, execution);
  const names = model.keypointSet === undefined ? [] : KEYPOINT_SETS[model.keypointSet].names;
  return new TopDown({ estimator, finder, limits, names });
}
