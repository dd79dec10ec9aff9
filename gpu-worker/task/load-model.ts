/** Brings a task's model, and the detector before it, onto this machine. */
import { type ModelEntry, requireModel } from '../../models/catalogue.ts';
import { ensureModel, type PullOptions } from '../../models/pull.ts';
import type { LoadedModel, LoadedNetwork } from '../inference/loaded-model.ts';

/**
 * Loads a model by its name.
 *
 * @param boxes whether the caller gives the boxes, so that no detector is needed.
 * @throws PosefleetError `model_unknown` or `model_unavailable`.
 */
export async function loadModel(name: string, boxes: boolean, options: PullOptions): Promise<LoadedModel> {
  const model = requireModel(name);
  const task = model.task === 'one-stage' ? 'one-stage' : 'top-down';
  const pose = await loadNetwork(model, options);
  const { keypoints } = model.contract;
  const base = { name: model.name, ...(keypoints && { keypointSet: keypoints }), task, pose } as const;
  if (task === 'one-stage' || boxes || model.detector === undefined) return base;
  return { ...base, detector: await loadNetwork(requireModel(model.detector), options) };
}

async function loadNetwork(model: ModelEntry, options: PullOptions): Promise<LoadedNetwork> {
  const { path, sha256 } = await ensureModel(model.name, options);
  return { name: model.name, sha256, path, contract: model.contract };
}
