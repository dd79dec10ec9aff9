/** Brings a task's model, and the detector before it, onto this machine. */
import { PosefleetError } from '../../core/errors.ts';
import type { TaskOptions } from '../../core/task-options.ts';
import { requireKnownModel } from '../../models/added-models.ts';
import { detectorOf, type ModelEntry } from '../../models/catalogue.ts';
import { ensureModel, type PullOptions } from '../../models/pull.ts';
import type { LoadedModel, LoadedNetwork } from '../inference/loaded-model.ts';

/** Where models come from, and what the task says of the detector. */
export interface LoadOptions extends PullOptions {
  /** The task's options that choose a detector. @default the model's own */
  choice?: Pick<TaskOptions, 'detector' | 'preset'>;
  /** Called for each network that is loaded; what it answers is told of that one's pull. */
  watch?: (name: string) => Pick<PullOptions, 'onProgress' | 'onNote'>;
}

/**
 * Loads a model by its name.
 *
 * @param boxes whether the caller gives the boxes, so that no detector is needed.
 * @throws PosefleetError `model_unknown` or `model_unavailable`.
 */
export async function loadModel(name: string, boxes: boolean, options: LoadOptions): Promise<LoadedModel> {
  const model = await requireKnownModel(name, options);
  const task = model.task === 'one-stage' ? 'one-stage' : 'top-down';
  // Both are known before the first is fetched, which may take long.
  const detector = boxes ? undefined : await detectorFor(model, options);
  const pose = await loadNetwork(model, options);
  const { keypoints } = model.contract;
  const base = { name: model.name, ...(keypoints && { keypointSet: keypoints }), task, pose } as const;
  return detector === undefined ? base : { ...base, detector: await loadNetwork(detector, options) };
}

/** What finds the people; undefined for models that do so themselves. */
async function detectorFor(model: ModelEntry, options: LoadOptions): Promise<ModelEntry | undefined> {
  if (model.task !== 'top-down') return undefined;
  const name = detectorOf(model, options.choice ?? {});
  if (name !== undefined) return await requireKnownModel(name, options);
  throw new PosefleetError(
    'model_unavailable',
    `The model ${model.name} has no detector of its own. Bring boxes (bboxes_path), or name a detector in options.detector.`,
  );
}

async function loadNetwork(model: ModelEntry, { watch, ...options }: LoadOptions): Promise<LoadedNetwork> {
  const { path, sha256 } = await ensureModel(model, { ...options, ...watch?.(model.name) });
  return { name: model.name, sha256, path, contract: model.contract };
}
