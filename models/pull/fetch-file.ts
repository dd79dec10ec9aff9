/** Fetches a model's ONNX file from the first place that has the right one. */
import { PosefleetError } from '../../core/errors.ts';
import type { ModelEntry } from '../catalogue.ts';
import { mirrorsFromEnvironment } from './mirrors.ts';
import { modelPath } from './model-folder.ts';
import { type Place, placesOf } from './places.ts';
import { NOT_THERE, type ReceiveOptions, receiveFile } from './receive-file.ts';
import { expectedFile, recordPath } from './recorded-hash.ts';

/** Where to, whom to tell, and when to stop. */
export interface FetchFileOptions extends ReceiveOptions {
  /** Where mirrors are looked for. @default process.env */
  environment?: NodeJS.ProcessEnv | undefined;
  /** Told of mirrors that were passed over, and why. */
  onNote?: ((note: string) => void) | undefined;
}

/**
 * Fetches a model: from a mirror, else from where it is published. A hash that is not published is recorded.
 *
 * @throws PosefleetError `model_unavailable` with the reason of each place when none has the right file
 * @throws the signal's reason when it is aborted
 */
export async function fetchFile(model: ModelEntry, options: FetchFileOptions): Promise<void> {
  const troubles: string[] = [];
  for (const place of await placesOfModel(model, options)) {
    const trouble = await receiveFile(model, place, options);
    if (trouble === undefined) return;
    troubles.push(...told(place, trouble, options));
  }
  throw await notFetched(model, options.folder, troubles);
}

/**
 * Fetches a model from the mirrors alone.
 *
 * @returns whether one had it
 * @throws the signal's reason when it is aborted
 */
export async function fetchFromMirrors(model: ModelEntry, options: FetchFileOptions): Promise<boolean> {
  for (const place of await placesOfModel(model, options)) {
    if (!place.isMirror) continue;
    const trouble = await receiveFile(model, place, options);
    if (trouble === undefined) return true;
    told(place, trouble, options);
  }
  return false;
}

function placesOfModel(model: ModelEntry, { environment, patience }: FetchFileOptions): Promise<Place[]> {
  return placesOf(model, {
    mirrors: mirrorsFromEnvironment(environment),
    patience,
    // AWS's client is loaded for mirrors that are buckets alone.
    s3: async () => (await import('../../core/aws-clients.ts')).s3FromEnvironment(),
  });
}

/** A mirror need not have every model. */
function told({ isMirror, origin }: Place, trouble: string, { onNote }: FetchFileOptions): string[] {
  if (isMirror && trouble === NOT_THERE) return [];
  const text = `${origin.address} ${trouble}`;
  if (isMirror) onNote?.(`The mirror was passed over: ${text}.`);
  return [text];
}

async function notFetched(model: ModelEntry, folder: string, troubles: string[]): Promise<PosefleetError> {
  const { name, source } = model;
  if (troubles.length === 0 && source.kind === 'added') return notAdded(model, folder);
  const expected = await expectedFile(model, folder);
  const reset =
    expected?.by === 'recorded'
      ? ` Its SHA-256 was recorded on ${expected.since}; should its makers have published another file that you trust, ` +
        `remove ${recordPath(model, folder)} and pull it again.`
      : '';
  const message =
    `The model ${name} could not be fetched: ${troubles.join('; ')}. Check the network and its proxy (HTTPS_PROXY), name a ` +
    `mirror that has it (POSEFLEET_MODEL_MIRRORS), or copy it from a machine that has it, and run ` +
    `"npm run models -- pull ${name}".${reset}`;
  return new PosefleetError('model_unavailable', message);
}

function notAdded(model: ModelEntry, folder: string): PosefleetError {
  const { name, source } = model;
  const what =
    model.file.sha256 === undefined
      ? `is published in a form that cannot be run as it is (${source.origin})`
      : `was added here, and its file ${modelPath(model, folder)} is gone or damaged`;
  return new PosefleetError(
    'model_unavailable',
    `The model ${name} ${what}. Bring the ONNX file: npm run models -- add ${name} --onnx FILE.onnx`,
  );
}
