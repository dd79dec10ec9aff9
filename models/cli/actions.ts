/** What the subcommands of `models` do. Results go to standard output, progress to standard error. */
import { CATALOGUE, requireModel } from '../catalogue.ts';
import { ensureModel, modelFolder, type Verification, verifyModel } from '../pull.ts';
import { MODELS_EXIT } from './exit-codes.ts';
import { ProgressLine } from './progress-line.ts';
import { untilInterrupted } from './report.ts';

/** Options of the subcommands, as commander parses them. */
export interface ActionOptions {
  json?: boolean;
  offline?: boolean;
  all?: boolean;
}

/** Lists the models that can be run, or with `all` every known one. */
export async function list({ json, all }: ActionOptions): Promise<void> {
  const states = new Map(
    await Promise.all(CATALOGUE.map(async ({ name }) => [name, await verifyModel(name)] as const)),
  );
  const rows = CATALOGUE.map(({ name, aliases, task, title }) => {
    return { name, aliases, task, title, local: states.get(name)?.state ?? 'missing' };
  });
  if (json) return print(rows);
  for (const { name, task, title, local } of rows) {
    console.log(`${name.padEnd(24)}${task.padEnd(11)}${local.padEnd(9)}${title}`);
  }
}

/** Fetches models one after the other. An unknown name is told before anything is fetched. */
export async function pull(names: readonly string[], { json, offline }: ActionOptions): Promise<void> {
  const models = names.map((name) => requireModel(name));
  const pulled: object[] = [];
  await untilInterrupted(async (signal) => {
    for (const { name } of models) {
      const line = new ProgressLine(name);
      const options = { offline: offline === true, signal, onProgress: line.show.bind(line) };
      const local = await ensureModel(name, options).finally(() => line.clear());
      pulled.push({ name, ...local });
      if (!json) console.log(`${name.padEnd(20)}${local.path}`);
    }
  });
  if (json) print(pulled);
}

/** Hashes the named models, or every one that is here. */
export async function verify(names: readonly string[], { json }: ActionOptions): Promise<void> {
  const wanted = names.length > 0 ? names : CATALOGUE.map(({ name }) => name);
  const found = await Promise.all(wanted.map((name) => verifyModel(name)));
  const shown = names.length > 0 ? found : found.filter(({ state }) => state !== 'missing');
  if (shown.some(({ state }) => state !== 'good')) process.exitCode = MODELS_EXIT.notGood;
  if (json) return print(shown);
  if (shown.length === 0) console.error(`There are no models in ${modelFolder()}.`);
  for (const verification of shown) console.log(describe(verification));
}

function describe({ name, path, state }: Verification): string {
  const advice = state === 'good' ? '' : `  Run "models pull ${name}" to fetch it.`;
  return `${name.padEnd(20)}${state.padEnd(9)}${path}${advice}`;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
