/** Loads the task's model and starts the threads that run it. */
import { ENV, envOr } from '../../core/environment.ts';
import { OPTION_DEFAULTS, type TaskOptions } from '../../core/task-options.ts';
import { type Provider, providerFromEnvironment } from '../../core/worker-settings.ts';
import type { PullOptions } from '../../models/pull.ts';
import { FrameMemory } from '../frames/frame-memory.ts';
import type { PeopleLimits } from '../inference/estimator.ts';
import type { InferencePool } from '../inference/inference-pool.ts';
import type { LoadedModel } from '../inference/loaded-model.ts';
import type { SessionPlan } from '../inference/session-plan.ts';
import { startPool } from '../inference/start-pool.ts';
import { loadModel } from './load-model.ts';
import { watchPull } from './watch-pull.ts';
import type { Work } from './work.ts';

/** A model that runs, or is being opened by its threads. */
export interface Inference {
  model: LoadedModel;
  pool: InferencePool;
  /** Memory of the frames that the threads are shown. */
  memory: FrameMemory;
  /** Where the model runs; on a GPU this was seen. */
  provider: Provider;
  /** Sessions, and threads of each. */
  plan: SessionPlan;
}

/**
 * Starts inference.
 *
 * @param folder to which models of a bucket are downloaded; they are needed for as long as the threads live.
 * @throws PosefleetError `model_unavailable` when the model cannot be brought here, or cannot run where it is to: on the
 * CPU this is told by the threads.
 */
export async function startInference(work: Work, folder: string): Promise<Inference> {
  const { record, watch, signal } = work;
  // What makes no sense is told before anything is fetched for it.
  const setting = providerFromEnvironment();
  const model = await loadModel(record.model, record.bboxes !== undefined, {
    signal,
    choice: record.options,
    watch: (name) => watchPull(name, work.progress),
    ...modelSource(work, folder),
  });
  const { threads } = work;
  const started = await startPool({ model, limits: limitsOf(record.options), setting, threads });
  void started.pool.ready.then(
    () => watch.lap('model'),
    () => {},
  );
  return { model, memory: new FrameMemory(), ...started };
}

/** The models bucket, where there is one, and whether models may be fetched from elsewhere. */
function modelSource({ s3 }: Work, folder: string): Pick<PullOptions, 'bucket' | 'offline'> {
  const name = envOr(ENV.modelsBucket, '');
  return {
    offline: process.env[ENV.modelDownloads] === 'forbidden',
    ...(name === '' ? {} : { bucket: { s3, name, folder } }),
  };
}

/** Limits of the people of a task. */
export function limitsOf(options: TaskOptions): PeopleLimits {
  return {
    boxThreshold: options.bbox_threshold ?? OPTION_DEFAULTS.bbox_threshold,
    maxPeople: options.max_people ?? Number.POSITIVE_INFINITY,
  };
}
