/** Loads the task's model and starts the threads that run it. */
import { join } from 'node:path';
import { ENV, envOr } from '../../core/environment.ts';
import { PosefleetError } from '../../core/errors.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import type { PullOptions } from '../../models/pull.ts';
import { cudaTrouble } from '../inference/cuda-trouble.ts';
import { InferencePool } from '../inference/inference-pool.ts';
import type { LoadedModel } from '../inference/loaded-model.ts';
import { type Provider, providerFromEnvironment } from '../inference/provider.ts';
import { loadModel } from './load-model.ts';
import type { Work } from './work.ts';

/** A model that is ready to run. */
export interface Inference {
  model: LoadedModel;
  pool: InferencePool;
  /** Where the model runs: no other was tried. */
  provider: Provider;
}

/**
 * Starts inference.
 *
 * @throws PosefleetError `model_unavailable` when the model cannot be brought here, or cannot run on this GPU.
 */
export async function startInference(work: Work): Promise<Inference> {
  const { record, progress, watch, signal } = work;
  const onProgress = () => progress.enterOnce('model');
  const source = { signal, onProgress, ...modelSource(work) };
  const model = await loadModel(record.model, record.bboxes !== undefined, source);
  const provider = providerFromEnvironment();
  const pool = await startPool(model, provider, work);
  watch.lap('model');
  return { model, pool, provider };
}

/** The models bucket, where there is one, and whether models may be fetched from elsewhere. */
function modelSource({ s3, folder }: Work): Pick<PullOptions, 'bucket' | 'offline'> {
  const name = envOr(ENV.modelsBucket, '');
  return {
    offline: process.env[ENV.modelDownloads] === 'forbidden',
    ...(name === '' ? {} : { bucket: { s3, name, folder: join(folder, 'models') } }),
  };
}

async function startPool(model: LoadedModel, provider: Provider, work: Work): Promise<InferencePool> {
  const { options } = work.record;
  const limits = {
    boxThreshold: options.bbox_threshold ?? OPTION_DEFAULTS.bbox_threshold,
    maxPeople: options.max_people ?? Number.POSITIVE_INFINITY,
  };
  try {
    // A GPU is kept busy by one session; more would only share its memory.
    return await InferencePool.start({ model, limits, provider }, provider === 'cuda' ? 1 : work.threads);
  } catch (error) {
    if (provider === 'cpu') throw error;
    const reason = cudaTrouble() ?? (error as Error).message;
    const message = `The model ${model.name} cannot be run on this machine's GPU: ${reason}`;
    throw new PosefleetError('model_unavailable', message, { cause: error });
  }
}
