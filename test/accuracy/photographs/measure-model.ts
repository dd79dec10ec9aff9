/** Brings a model here, runs it over a data set and measures what it finds. */
import { availableParallelism } from 'node:os';
import { ENV, envNumberOr } from '../../../core/environment.ts';
import { type Provider, providerFromEnvironment } from '../../../core/worker-settings.ts';
import type { LoadedModel } from '../../../gpu-worker/inference/loaded-model.ts';
import { loadModel } from '../../../gpu-worker/task/load-model.ts';
import { requireKnownModel } from '../../../models/added-models.ts';
import type { ModelTask } from '../../../models/catalogue.ts';
import { ProgressLine } from '../../../models/cli/progress-line.ts';
import type { DataSet } from './data-set.ts';
import { type BoxSource, givenBoxes } from './given-boxes.ts';
import { type Measurement, measurementOf } from './measurement.ts';
import { PictureProgress } from './picture-progress.ts';
import { runModel } from './run-model.ts';

/** A model's measurement, and how it came about. */
export interface MeasuredModel extends Measurement {
  model: string;
  task: ModelTask;
  /** Where the boxes came from; `own` for models that find people by themselves. */
  boxSource: BoxSource;
  /** The detector that found them. */
  detector?: string;
  provider: Provider;
  pictures: number;
  seconds: number;
}

/** Lower scores do not change COCO's figures by much, but every box of a detector costs a pose. */
const LEAST_SCORE = 0.01;
/** As many boxes of a picture as the COCO evaluation looks at. */
const MOST_PEOPLE = 100;

/** A model that is at hand, and what it is. */
export interface ReadyModel {
  model: LoadedModel;
  task: ModelTask;
}

/**
 * Measures a model of the catalogue; one that is not on this machine is fetched.
 *
 * @throws PosefleetError `model_unknown` or `model_unavailable`. @throws AccuracyError for what is wrong with the files
 */
export async function measureModel(
  name: string,
  dataSet: DataSet,
  source: BoxSource,
): Promise<MeasuredModel> {
  const { name: title, task } = await requireKnownModel(name);
  const isGiven = task === 'top-down' && source !== 'detector';
  return await measureReady({ model: await load(title, task, isGiven), task }, dataSet, source);
}

/** Measures a model that is at hand. @throws AccuracyError for what is wrong with the files */
export async function measureReady(
  { model, task }: ReadyModel,
  dataSet: DataSet,
  source: BoxSource,
): Promise<MeasuredModel> {
  const boxes = task === 'top-down' ? await givenBoxes(source, dataSet) : undefined;
  const progress = new PictureProgress(model.name, dataSet.labels.images.length);
  const begun = performance.now();
  const threads = envNumberOr(ENV.threads, availableParallelism());
  const { instances, provider } = await runModel(dataSet, {
    ...{ model, boxes, threads, setting: providerFromEnvironment(), onPicture: () => progress.step() },
    limits: { boxThreshold: boxes === undefined ? LEAST_SCORE : 0, maxPeople: MOST_PEOPLE },
  }).finally(() => progress.clear());
  return {
    model: model.name,
    task,
    boxSource: task === 'top-down' ? source : 'own',
    ...(model.detector === undefined ? {} : { detector: model.detector.name }),
    provider,
    pictures: dataSet.labels.images.length,
    seconds: (performance.now() - begun) / 1000,
    ...measurementOf(dataSet, model, task, instances),
  };
}

async function load(name: string, task: ModelTask, boxes: boolean): Promise<LoadedModel> {
  const line = new ProgressLine(name);
  const onProgress = line.show.bind(line);
  const model = await loadModel(name, boxes, { onProgress }).finally(() => line.clear());
  // A detector alone finds people as a one-stage model does, if without poses.
  return task === 'detector' ? { ...model, task: 'one-stage' } : model;
}
