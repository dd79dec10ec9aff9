/** Makes sure that a model lies on this machine: fetched, unpacked or converted, and verified. */
import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { PosefleetError } from '../core/errors.ts';
import { knownModels, requireKnownModel } from './added-models.ts';
import type { ModelEntry } from './catalogue.ts';
import type { Patience } from './pull/download/origin.ts';
import { modelFolder, modelPath } from './pull/model-folder.ts';
import { hashedState, type ModelState } from './pull/model-state.ts';
import type { PullProgress } from './pull/progress.ts';

export { modelFolder, modelPath } from './pull/model-folder.ts';
export type { FileState, HashOrigin } from './pull/model-state.ts';
export type { PullProgress } from './pull/progress.ts';

/** Options of `ensureModel` and `verifyModel`. */
export interface PullOptions {
  /** Called often while a model is fetched; never when it is there already. */
  onProgress?: (progress: PullProgress) => void;
  /** Told, in a sentence, of what does not stop a pull, such as a mirror with wrong bytes. */
  onNote?: (note: string) => void;
  /** Stops the pull. What was fetched so far is kept where the rest can be fetched later. */
  signal?: AbortSignal;
  /** Ask neither mirrors nor where models are published. @default false */
  offline?: boolean;
  /** A bucket that is asked before those, and the folder to which its models are downloaded. */
  bucket?: ModelsBucket;
  /** Folder of the models. @default `POSEFLEET_MODELS`, or `~/.cache/posefleet/models` */
  folder?: string;
  /** Where npm's settings and the mirrors are looked for. @default process.env */
  environment?: NodeJS.ProcessEnv;
  /** @default the catalogue and what was added to the folder */
  catalogue?: readonly ModelEntry[];
  /** How long to wait for servers. */
  patience?: Patience;
}

/** A bucket of models, and a folder for them. */
export interface ModelsBucket {
  s3: S3Client;
  name: string;
  folder: string;
}

/** A model that is on this machine. */
export interface LocalModel {
  /** Path of the ONNX file. */
  path: string;
  /** Its SHA-256, computed from the file, in hexadecimal. */
  sha256: string;
}

/** What `verifyModel` found. */
export type Verification = { name: string } & ModelState;

/** Within one process pulls wait for each other, because the first often brings what the next one wants. */
const oneAtATime = pLimit(1);

/**
 * Path and hash of a model's file, which is fetched when it is missing or damaged.
 *
 * @param wanted an entry, or the name of one
 * @throws PosefleetError `model_unknown`, or `model_unavailable` with what to do
 * @throws the signal's reason when it is aborted
 * @example const { path } = await ensureModel('movenet-multipose')
 */
export async function ensureModel(
  wanted: string | ModelEntry,
  options: PullOptions = {},
): Promise<LocalModel> {
  const model = typeof wanted === 'string' ? await modelOf(wanted, options) : wanted;
  const folder = options.folder ?? modelFolder();
  const here = await localModel(model, folder);
  if (here !== undefined) return here;
  const fromBucket = await oneAtATime(() => takeFromBucket(model, options));
  if (fromBucket !== undefined) return fromBucket;
  if (options.offline === true) throw notHere(model, folder, options);
  await oneAtATime(() => pull(model, folder, options));
  const pulled = await localModel(model, folder);
  if (pulled !== undefined) return pulled;
  throw new PosefleetError(
    'model_unavailable',
    `${modelPath(model, folder)} was changed while it was fetched.`,
  );
}

/**
 * Hashes a model's file and compares it with what is published or recorded.
 *
 * @throws PosefleetError `model_unknown`
 */
export async function verifyModel(
  wanted: string | ModelEntry,
  options: PullOptions = {},
): Promise<Verification> {
  const model = typeof wanted === 'string' ? await modelOf(wanted, options) : wanted;
  const state = await hashedState(model, options.folder ?? modelFolder(), options.signal);
  return { name: model.name, ...state };
}

async function modelOf(name: string, options: PullOptions): Promise<ModelEntry> {
  return await requireKnownModel(name, options);
}

async function localModel(model: ModelEntry, folder: string): Promise<LocalModel | undefined> {
  const { path, sha256, state } = await hashedState(model, folder);
  return state === 'good' && sha256 !== undefined ? { path, sha256 } : undefined;
}

async function takeFromBucket(
  model: ModelEntry,
  { bucket, ...options }: PullOptions,
): Promise<LocalModel | undefined> {
  if (bucket === undefined) return undefined;
  const here = await localModel(model, bucket.folder);
  if (here !== undefined) return here;
  const { downloadModel } = await import('./pull/models-bucket.ts');
  const isThere = await downloadModel(model, { ...options, ...bucket });
  return isThere ? await localModel(model, bucket.folder) : undefined;
}

async function pull(model: ModelEntry, folder: string, options: PullOptions): Promise<void> {
  options.signal?.throwIfAborted();
  // Loaded only now: the libraries take half a second that a worker with its models in place need not spend.
  const { fetchModel } = await import('./pull/fetch-models.ts');
  await fetchModel(model, {
    ...options,
    folder,
    catalogue: options.catalogue ?? (await knownModels(folder)),
    isHere: async (other) => (await hashedState(other, folder)).state === 'good',
  });
}

function notHere({ name }: ModelEntry, folder: string, { bucket }: PullOptions): PosefleetError {
  const places = bucket === undefined ? folder : `${folder} nor in the bucket ${bucket.name}`;
  const remedy =
    bucket === undefined
      ? `Run "npm run models -- pull ${name}" once with a network, copy the models folder from a machine that has ` +
        'it, or build the image of the worker with this model.'
      : `Run "npm run models -- publish ${name} --bucket ${bucket.name}", or build the image of the worker with it.`;
  return new PosefleetError(
    'model_unavailable',
    `The model ${name} is not in ${places}, and may not be fetched from elsewhere. ${remedy}`,
  );
}
