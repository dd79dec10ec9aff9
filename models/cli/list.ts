/** The subcommand `list`. */
import { readAddedModels } from '../added/added-folder.ts';
import { knownModels } from '../added-models.ts';
import type { ModelEntry } from '../catalogue.ts';
import { type ModelState, sizedState } from '../pull/model-state.ts';
import { modelFolder } from '../pull.ts';
import { megabytes, table } from './table.ts';

/** Options of `list`. */
export interface ListOptions {
  json?: boolean;
  here?: boolean;
}

/** A model and its file. */
interface Row {
  model: ModelEntry;
  state: ModelState;
}

const LEGEND = `
HASH  published: by its makers; recorded: at the first pull, or when it was added; unknown: will be recorded then.
HERE  yes, no, or damaged: of another size than it should have. "verify" reads the files themselves.`;

/** Lists the models. Files are not read, so that it is quick. */
export async function list({ json, here }: ListOptions): Promise<void> {
  const folder = modelFolder();
  const models = await knownModels(folder);
  const rows = await Promise.all(
    models.map(async (model) => ({ model, state: await sizedState(model, folder) })),
  );
  const shown = here === true ? rows.filter(({ state }) => state.state !== 'missing') : rows;
  if (json === true) console.log(JSON.stringify(shown.map(toJson), null, 2));
  else console.log(`${table([HEAD, ...shown.map(toCells)])}\n${LEGEND}`);
  for (const { path, message } of (await readAddedModels(folder)).troubles) {
    console.error(`${path} cannot be used. ${message}`);
  }
}

const HEAD = ['NAME', 'TASK', 'SIZE', 'HASH', 'HERE', 'WHAT'];

function toCells({ model, state }: Row): string[] {
  const { name, aliases, task, title } = model;
  const size = state.bytes === undefined ? '?' : megabytes(state.bytes);
  const also = aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`;
  return [name, task, size.padStart(9), state.hash, HERE[state.state], `${title}${also}`];
}

const HERE = { good: 'yes', missing: 'no', damaged: 'damaged' } as const;

function toJson({ model, state }: Row): object {
  const { name, aliases, family, task, title, source, licence } = model;
  return {
    ...{ name, aliases, family, task, title },
    local: state.state,
    hash: state.hash,
    bytes: state.bytes ?? null,
    path: state.path,
    source: source.kind === 'url' ? source.url : source.origin,
    licence: licence.weights,
  };
}
