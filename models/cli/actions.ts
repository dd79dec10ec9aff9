/** What the subcommands of `models` do. Results go to standard output, progress to standard error. */
import { knownModels, requireKnownModel } from '../added-models.ts';
import type { ModelEntry } from '../catalogue.ts';
import { ensureModel, modelFolder, type Verification, verifyModel } from '../pull.ts';
import { MODELS_EXIT } from './exit-codes.ts';
import { ProgressLine } from './progress-line.ts';
import { untilInterrupted } from './report.ts';
import { table } from './table.ts';

/** Options of the subcommands, as commander parses them. */
export interface ActionOptions {
  json?: boolean;
  offline?: boolean;
}

/** Fetches models one after the other. An unknown name is told before anything is fetched. */
export async function pull(names: readonly string[], { json, offline }: ActionOptions): Promise<void> {
  const models = await Promise.all(names.map((name) => requireKnownModel(name)));
  const pulled: object[] = [];
  await untilInterrupted(async (signal) => {
    for (const model of models) {
      const line = new ProgressLine(model.name);
      const onNote = (note: string) => line.note(note);
      const options = { offline: offline === true, signal, onProgress: line.show.bind(line), onNote };
      const local = await ensureModel(model, options).finally(() => line.clear());
      pulled.push({ name: model.name, ...local });
      if (!json) console.log(`${model.name.padEnd(24)}${local.path}`);
    }
  });
  if (json) print(pulled);
}

/** Hashes the named models, or every one that is here. */
export async function verify(names: readonly string[], { json }: ActionOptions): Promise<void> {
  const models =
    names.length > 0 ? await Promise.all(names.map((name) => requireKnownModel(name))) : await knownModels();
  const found: Verification[] = [];
  // One after the other: the disk is what takes the time.
  const advice = new Map<string, string>();
  for (const model of models) {
    found.push(await verifyModel(model));
    advice.set(model.name, adviceFor(model));
  }
  const shown = names.length > 0 ? found : found.filter(({ state }) => state !== 'missing');
  if (shown.some(({ state }) => state !== 'good')) process.exitCode = MODELS_EXIT.notGood;
  if (json) return print(shown);
  if (shown.length === 0) console.error(`There are no models in ${modelFolder()}.`);
  else console.log(table(shown.map((each) => toCells(each, advice.get(each.name) ?? ''))));
}

function toCells({ name, path, state, hash }: Verification, advice: string): string[] {
  return [name, state, hash, state === 'good' ? path : `${path}  ${advice}`];
}

/** What to do about a model that is not good. */
function adviceFor({ name, source }: ModelEntry): string {
  if (source.kind === 'added') return `Run "models add ${name} --onnx FILE.onnx" to bring it again.`;
  return `Run "models pull ${name}" to fetch it.`;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
