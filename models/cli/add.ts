/** The subcommands `add` and `remove`: models that are not in the catalogue. */
import { addModel } from '../added/add-model.ts';
import { removeModel } from '../added/remove-model.ts';

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
}

/** Removes an added model. */
export async function remove(name: string): Promise<void> {
  await removeModel(name);
  console.log(`${name} was removed.`);
}
