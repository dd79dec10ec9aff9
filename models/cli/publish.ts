/** The subcommand `publish`: models from this machine into a bucket. */
import { s3FromEnvironment } from '../../core/aws-clients.ts';
import { s3Address } from '../../core/places.ts';
import { type ModelEntry, requireModel } from '../catalogue.ts';
import { modelLocation, publishModel } from '../pull/models-bucket.ts';
import { ensureModel } from '../pull.ts';
import type { ActionOptions } from './actions.ts';
import { ProgressLine } from './progress-line.ts';
import { untilInterrupted } from './report.ts';

/** Options of `publish`. */
export interface PublishOptions extends Pick<ActionOptions, 'json'> {
  bucket: string;
}

/** Fetches models where they are missing, and uploads what the bucket does not have. */
export async function publish(names: readonly string[], { bucket, json }: PublishOptions): Promise<void> {
  const models = withDetectors(names.map((name) => requireModel(name)));
  const s3 = s3FromEnvironment();
  const published: object[] = [];
  await untilInterrupted(async (signal) => {
    for (const model of models) {
      const line = new ProgressLine(model.name);
      const options = { signal, onProgress: line.show.bind(line) };
      const { path } = await ensureModel(model.name, options).finally(() => line.clear());
      const isNew = await publishModel(model, { s3, bucket, path });
      const address = s3Address(modelLocation(model, bucket));
      published.push({ name: model.name, address, uploaded: isNew });
      if (json !== true)
        console.log(`${model.name.padEnd(20)}${isNew ? 'uploaded' : 'there'.padEnd(8)}  ${address}`);
    }
  });
  if (json === true) console.log(JSON.stringify(published, null, 2));
}

function withDetectors(models: readonly ModelEntry[]): ModelEntry[] {
  const all = models.flatMap((model) => [
    model,
    ...(model.detector === undefined ? [] : [requireModel(model.detector)]),
  ]);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}
