/** How well the labelled people were met, one by one: the figures that a reader can picture. */

/** What came of the labelled people of all pictures. */
export interface Likeness {
  /** Labelled people. */
  people: number;
  /** Those who were met at a likeness of at least `FOUND_FROM`. */
  found: number;
  /** Mean likeness of all of them, 0 for who was not met; NaN when there are none. */
  meanOfAll: number;
  /** Mean likeness of those who were found; NaN when there are none. */
  meanOfFound: number;
}

/** A person counts as found from here on: COCO's lowest threshold. */
export const FOUND_FROM = 0.5;

/**
 * The likeness of each labelled person to the one detection that is theirs, most alike first; 0 without one.
 *
 * @param likeness `[people, detections]`, 0..1.
 */
export function bestPairs(likeness: readonly (readonly number[])[]): number[] {
  const pairs = likeness.flatMap((row, person) =>
    row.map((value, detection) => ({ person, detection, value })),
  );
  const values = likeness.map(() => 0);
  const [met, taken] = [new Set<number>(), new Set<number>()];
  for (const { person, detection, value } of pairs.sort((a, b) => b.value - a.value)) {
    if (met.has(person) || taken.has(detection)) continue;
    met.add(person);
    taken.add(detection);
    values[person] = value;
  }
  return values;
}

/** Counts and means over all people. */
export function summarizeLikeness(values: readonly number[]): Likeness {
  const found = values.filter((value) => value >= FOUND_FROM);
  return {
    people: values.length,
    found: found.length,
    meanOfAll: mean(values),
    meanOfFound: mean(found),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
