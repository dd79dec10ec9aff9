/** Runs a model over the photographs of a data set, through the worker's own inference threads. */
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Provider, ProviderSetting } from '../../../core/worker-settings.ts';
import type { PeopleLimits } from '../../../gpu-worker/inference/estimator.ts';
import type { InferencePool } from '../../../gpu-worker/inference/inference-pool.ts';
import type { LoadedModel } from '../../../gpu-worker/inference/loaded-model.ts';
import { startPool } from '../../../gpu-worker/inference/start-pool.ts';
import type { Instance } from '../../../gpu-worker/instance.ts';
import type { CocoImage } from '../coco-eval/labels.ts';
import type { DataSet } from './data-set.ts';
import type { GivenBoxes } from './given-boxes.ts';
import { readPicture } from './picture.ts';

/** How a model is run. */
export interface ModelRun {
  model: LoadedModel;
  limits: PeopleLimits;
  setting: ProviderSetting;
  threads: number;
  /** Boxes in place of a detector's. */
  boxes?: GivenBoxes | undefined;
  /** Called after each picture. */
  onPicture(): void;
}

/** Pictures that are read while the threads are at others. */
const READ_AHEAD = 2;

/** What a model found. */
export interface ModelFindings {
  /** The people of each picture, in the order of the data set's pictures. */
  instances: Instance[][];
  /** Where the model ran. */
  provider: Provider;
}

/** Finds the people of all pictures. @throws AccuracyError naming a bad picture */
export async function runModel(dataSet: DataSet, run: ModelRun): Promise<ModelFindings> {
  const { pool, provider } = await startPool(run);
  const limit = pLimit(pool.framesAtOnce + READ_AHEAD);
  const { images } = dataSet.labels;
  const tasks = images.map((image, index) =>
    limit(() => estimate(pool, dataSet.folder, { image, index, run })),
  );
  try {
    return { instances: await Promise.all(tasks), provider };
  } finally {
    // After a failure the pictures at hand are waited for: a thread must not be ended while a model runs in it.
    limit.clearQueue();
    await pool.stop();
  }
}

async function estimate(
  pool: InferencePool,
  folder: string,
  { image, index, run }: { image: CocoImage; index: number; run: ModelRun },
): Promise<Instance[]> {
  const { memory, format } = await readPicture(join(folder, image.file_name), image);
  const hints = run.boxes?.(image.id);
  // Each picture is a window of its own, so that nobody is followed from one to the next.
  const people = await pool.run(memory, format, { window: index, ...(hints === undefined ? {} : { hints }) });
  run.onPicture();
  return people;
}
