/** Loads the task's model and starts the threads that run it. */
import { join } from 'node:path';
import { ENV, envOr } from '../../core/environment.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import type { PullOptions } from '../../models/pull.ts';
import type { PeopleLimits } from '../inference/estimator.ts';
import type { InferencePool } from '../inference/inference-pool.ts';
import type { LoadedModel } from '../inference/loaded-model.ts';
import { type Provider, providerFromEnvironment } from '../inference/provider.ts';
import type { SessionPlan } from '../inference/session-plan.ts';
import { startPool } from '../inference/start-pool.ts';
import { loadModel } from './load-model.ts';
import { watchPull } from './watch-pull.ts';
import type { Work } from './work.ts';

/** A model that is ready to run. */
export interface Inference {
  model: LoadedModel;
  pool: InferencePool;
  /** Where the model runs; on a GPU this was seen. */
  provider: Provider;
  /** Sessions, and threads of each. */
  plan: SessionPlan;
}

/**
 * Starts inference.
 *
 * @throws PosefleetError `model_unavailable` when the model cannot be brought here, or cannot run where it is to.
 */
export async function startInference(work: Work): Promise<Inference> {
  const { record, watch, signal } = work;
  const model = await loadModel(record.model, record.bboxes !== undefined, {
    signal,
    choice: record.options,
    watch: (name) => watchPull(name, work.progress),
    ...modelSource(work),
  });
  const { threads } = work;
  const setting = providerFromEnvironment();
  const started = await startPool({ model, limits: limitsOf(work), setting, threads });
  watch.lap('model');
  return { model, ...started };
}

/** The models bucket, where there is one, and whether models may be fetched from elsewhere. */
function modelSource({ s3, folder }: Work): Pick<PullOptions, 'bucket' | 'offline'> {
  const name = envOr(ENV.modelsBucket, '');
  return {
    offline: process.env[ENV.modelDownloads] === 'forbidden',
    ...(name === '' ? {} : { bucket: { s3, name, folder: join(folder, 'models') } }),
  };
}

function limitsOf({ record: { options } }: Work): PeopleLimits {
  return {
    boxThreshold: options.bbox_threshold ?? OPTION_DEFAULTS.bbox_threshold,
    maxPeople: options.max_people ?? Number.POSITIVE_INFINITY,
  };
}
