/** What the fuzz has shown. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from './outcome.ts';

/** Mutants whose outcome is not as it must be. */
export function failuresOf(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ troubles }) => troubles.length > 0);
}

/** One line of all, which tells the counts. */
export function summary(seed: number, outcomes: readonly Outcome[], seconds: number): string {
  const ends = countBy(outcomes.map(({ end }) => end));
  const refused = outcomes.filter(({ refusal }) => refusal !== undefined).length;
  const boxes = outcomes.filter(({ mutant }) => mutant.kind === 'boxes').length;
  const slowest = Math.max(...outcomes.map(({ sight }) => sight.took)) / 1000;
  const largest = Math.max(...outcomes.map(({ sight }) => sight.peak));
  const parts = [
    `seed ${seed}: ${outcomes.length} mutations (${outcomes.length - boxes} videos, ${boxes} boxes files)`,
    ends,
    `${refused} refused by header`,
    `slowest ${slowest.toFixed(1)} s`,
    `at most ${largest.toFixed(0)} MB`,
    `${seconds.toFixed(0)} s in all`,
    `${failuresOf(outcomes).length} FAILURES`,
  ];
  return parts.join('; ');
}

/** What went wrong with a mutant, and how it is made and run again. */
export function describeFailure(seed: number, { mutant, troubles }: Outcome, folder: string): string {
  return [
    `FAILED ${mutant.number} (${mutant.what}; ${JSON.stringify(mutant.options)})`,
    ...troubles.map((trouble) => `  ${trouble}`),
    `  kept in ${folder}; again: npm run fuzz -- --seed ${seed} --only ${mutant.number}`,
  ].join('\n');
}

/** Keeps a mutant's files. @returns their folder. */
export async function keepMutant(
  folder: string,
  seed: number,
  { mutant, troubles }: Outcome,
): Promise<string> {
  const place = join(folder, `${seed}-${mutant.number}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'video'), mutant.video);
  if (mutant.boxes !== undefined) await writeFile(join(place, 'boxes'), mutant.boxes);
  const { what, name, model, options } = mutant;
  await writeFile(
    join(place, 'mutant.json'),
    JSON.stringify({ what, name, model, options, troubles }, null, 2),
  );
  return place;
}

function countBy(values: readonly string[]): string {
  return Object.entries(Object.groupBy(values, (value) => value))
    .map(([value, all = []]) => `${all.length} ${value}`)
    .sort()
    .join(', ');
}
