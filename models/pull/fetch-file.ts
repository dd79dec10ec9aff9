/** Fetches a model's ONNX file from the first place that has the right one. */
import { PosefleetError } from '../../core/errors.ts';
import type { ModelEntry } from '../catalogue.ts';
import type { DownloadTrouble } from './download/trouble.ts';
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
  const failures = await tryPlaces(model, await placesOfModel(model, options), options);
  if (failures !== undefined) throw await notFetched(model, options.folder, reasonsOf(failures));
}

/**
 * Fetches a model from the mirrors alone.
 *
 * @returns what kept each mirror from it, one phrase each; undefined when the model is here
 * @throws the signal's reason when it is aborted
 */
export async function fetchFromMirrors(
  model: ModelEntry,
  options: FetchFileOptions,
): Promise<string[] | undefined> {
  const places = await placesOfModel(model, options);
  const mirrored = places.filter(({ mirror }) => mirror !== undefined);
  const failures = await tryPlaces(model, mirrored, options);
  return failures && reasonsOf(failures);
}

/** A place that did not give the file, and why. */
interface Failure {
  place: Place;
  trouble: DownloadTrouble;
}

/** Undefined as soon as a place gave the file. */
async function tryPlaces(
  model: ModelEntry,
  places: readonly Place[],
  options: FetchFileOptions,
): Promise<Failure[] | undefined> {
  const failures: Failure[] = [];
  for (const place of places) {
    if (failures.some((failure) => isOutOfReach(failure, place))) continue;
    const trouble = await receiveFile(model, place, options);
    if (trouble === undefined) return undefined;
    failures.push({ place, trouble });
    // A mirror need not have every model.
    if (place.mirror === undefined || trouble === NOT_THERE) continue;
    options.onNote?.(`The mirror was passed over: ${place.origin.address} ${trouble.message}.`);
  }
  return failures;
}

/** Whether a place is in a mirror that could not be asked for another name already. */
function isOutOfReach({ place, trouble }: Failure, { mirror }: Place): boolean {
  return trouble.isUnreachable && mirror !== undefined && mirror === place.mirror;
}

/** One phrase each. What a mirror does not have, under any of the names, is one. */
function reasonsOf(failures: readonly Failure[]): string[] {
  const reasons = failures.map(({ place, trouble }) => {
    const { mirror, origin } = place;
    if (mirror === undefined || trouble !== NOT_THERE) return `${origin.address} ${trouble.message}`;
    const names = failures
      .filter((other) => other.place.mirror === mirror && other.trouble === NOT_THERE)
      .map((other) => other.place.name);
    return `the mirror ${mirror} has ${names.length > 1 ? 'neither ' : 'no '}${names.join(' nor ')}`;
  });
  return [...new Set(reasons)];
}

function placesOfModel(model: ModelEntry, { environment, patience }: FetchFileOptions): Promise<Place[]> {
  return placesOf(model, {
    mirrors: mirrorsFromEnvironment(environment),
    patience,
    // AWS's client is loaded for mirrors that are buckets alone.
    s3: async () => (await import('../../core/aws-clients.ts')).s3FromEnvironment(),
  });
}

async function notFetched(model: ModelEntry, folder: string, troubles: string[]): Promise<PosefleetError> {
  const { name, source } = model;
  if (source.kind === 'added') return notAdded(model, folder, troubles);
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

function notAdded(model: ModelEntry, folder: string, troubles: readonly string[]): PosefleetError {
  const { name, source } = model;
  const what =
    model.file.sha256 === undefined
      ? `is published in a form that cannot be run as it is (${source.origin})`
      : `was added here, and its file ${modelPath(model, folder)} is gone or damaged`;
  return new PosefleetError(
    'model_unavailable',
    `The model ${name} ${what}. Bring the ONNX file: npm run models -- add ${name} --onnx FILE.onnx` +
      (troubles.length === 0 ? '' : `. It was looked for in vain: ${troubles.join('; ')}.`),
  );
}
