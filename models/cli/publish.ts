/** The subcommand `publish`: models from this machine into a bucket. */
import { s3FromEnvironment } from '../../core/aws-clients.ts';
import { PosefleetError } from '../../core/errors.ts';
import { s3Address } from '../../core/places.ts';
import { requireKnownModel } from '../added-models.ts';
import type { ModelEntry } from '../catalogue.ts';
import { modelLocation } from '../pull/models-bucket.ts';
import { publishModel } from '../pull/publish-model.ts';
import { ensureModel, modelFolder } from '../pull.ts';
import type { ActionOptions } from './actions.ts';
import { ProgressLine } from './progress-line.ts';
import { untilInterrupted } from './report.ts';

/** Options of `publish`. */
export interface PublishOptions extends Pick<ActionOptions, 'json'> {
  bucket: string;
}

/** Fetches models where they are missing, and uploads what the bucket does not have. */
export async function publish(names: readonly string[], { bucket, json }: PublishOptions): Promise<void> {
  const models = await withDetectors(names);
  const s3 = s3FromEnvironment();
  const published: object[] = [];
  await untilInterrupted(async (signal) => {
    for (const model of models) {
      const line = new ProgressLine(model.name);
      const options = { signal, onProgress: line.show.bind(line), onNote: (note: string) => line.note(note) };
      const local = await ensureModel(model, options).finally(() => line.clear());
      const place = { s3, bucket, local, folder: modelFolder() };
      const isNew = await publishModel(model, place).catch((error) =>
        Promise.reject(bucketTrouble(error, bucket)),
      );
      const address = s3Address(modelLocation(model, bucket));
      published.push({ name: model.name, address, uploaded: isNew });
      if (json !== true)
        console.log(`${model.name.padEnd(24)}${(isNew ? 'uploaded' : 'there').padEnd(10)}${address}`);
    }
  });
  if (json === true) console.log(JSON.stringify(published, null, 2));
}

/** AWS's own messages name neither the bucket nor what to do. */
function bucketTrouble(error: unknown, bucket: string): unknown {
  if (!(error instanceof Error) || error instanceof PosefleetError) return error;
  const { name, message } = error;
  // A HEAD has no body that would say more.
  const reason = message === 'UnknownError' || message === name ? name : `${name}: ${message}`;
  return new Error(
    `The bucket ${bucket} cannot be used (${reason}). Look at its name, the stack's output ModelsBucket, and name region and ` +
      'credentials of its account (AWS_REGION, AWS_PROFILE).',
    { cause: error },
  );
}

async function withDetectors(names: readonly string[]): Promise<ModelEntry[]> {
  const all: ModelEntry[] = [];
  for (const name of names) {
    const model = await requireKnownModel(name);
    all.push(model, ...(model.detector === undefined ? [] : [await requireKnownModel(model.detector)]));
  }
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}
