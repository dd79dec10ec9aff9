/** The subcommands `add` and `remove`: models that are not in the catalogue. */
import { addModel } from '../added/add-model.ts';
import { removeModel } from '../added/remove-model.ts';
import { findModel, type ModelEntry } from '../catalogue.ts';

/** Options of `add`, as commander parses them. */
export interface AddFlags {
  onnx?: string;
  replace?: boolean;
  json?: boolean;
}

/** Adds a model and says where it lies. */
export async function add(what: string, { onnx, replace, json }: AddFlags): Promise<void> {
  const options = { ...(onnx !== undefined && { onnx }), replace: replace === true };
  const { model, path } = await addModel(what, options);
  const { name, aliases, file } = model;
  if (json === true) console.log(JSON.stringify({ name, aliases, path, ...file }, null, 2));
  else console.log(`${name.padEnd(24)}${path}`);
  // Models of the catalogue whose file was brought are known to every service.
  if (findModel(name) === undefined) console.error(whatRemains(model));
}

/** The list of models that requests may name is read when the service starts. */
function whatRemains({ name, aliases, task, detector, mostPeople }: ModelEntry): string {
  const entry = { name, ...(aliases.length > 0 && { aliases }), task, detector, mostPeople };
  return (
    `The service knows ${name} from its next start. In the cloud, publish it and put ${JSON.stringify(entry)} into ` +
    'posefleet.models.added of cdk.json for the next deploy.'
  );
}

/** Removes an added model. */
export async function remove(name: string): Promise<void> {
  await removeModel(name);
  console.log(`${name} was removed. A service that runs knows it until it is restarted.`);
}
