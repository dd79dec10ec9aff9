/** Whether a name is taken. */
import type { ModelEntry } from '../catalogue.ts';

/**
 * Names and aliases of a model that another one has, one sentence each. A model of the catalogue whose file has to be
 * brought may be added under its own name.
 */
export function nameClashes(model: ModelEntry, others: readonly ModelEntry[]): string[] {
  const taken = new Map(
    others
      .filter(({ name, source }) => !(name === model.name && source.kind === 'added'))
      .flatMap((other) => [other.name, ...other.aliases].map((name) => [name, other.name] as const)),
  );
  return [model.name, ...model.aliases].flatMap((name, index) => {
    const other = taken.get(name);
    if (other === undefined) return [];
    const what = index === 0 ? 'name' : 'aliases';
    return [`${what}: "${name}" is taken by the model ${other}; choose another.`];
  });
}
