/** Loads the task's model and starts the threads that run it. */
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import { InferencePool } from '../inference/inference-pool.ts';
import type { LoadedModel } from '../inference/loaded-model.ts';
import { loadModel } from './load-model.ts';
import type { Work } from './work.ts';

/** A model that is ready to run. */
export interface Inference {
  model: LoadedModel;
  pool: InferencePool;
}

/** Starts inference. @throws PosefleetError `model_unavailable` when the model cannot be brought here. */
export async function startInference({ record, threads, progress, watch, signal }: Work): Promise<Inference> {
  const { options } = record;
  const onProgress = () => progress.enterOnce('model');
  const model = await loadModel(record.model, record.bboxes !== undefined, { signal, onProgress });
  const limits = {
    boxThreshold: options.bbox_threshold ?? OPTION_DEFAULTS.bbox_threshold,
    maxPeople: options.max_people ?? Number.POSITIVE_INFINITY,
  };
  const pool = await InferencePool.start({ model, limits }, threads);
  watch.lap('model');
  return { model, pool };
}
