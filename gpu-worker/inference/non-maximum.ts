/** Drops boxes that are another one over again (non-maximum suppression). */
import type { Box } from '../instance.ts';

/** The boxes that overlap no better one by more than `most` (intersection over union), best scores first. */
export function withoutDoubles<P extends { box: Box; score: number }>(
  people: readonly P[],
  most: number,
): P[] {
  const kept: P[] = [];
  for (const person of people.toSorted((a, b) => b.score - a.score)) {
    // Boxes that are no numbers stay, for the check that follows.
    if (!kept.some(({ box }) => overlap(box, person.box) > most)) kept.push(person);
  }
  return kept;
}

/** Intersection over union; 0 for boxes without an area. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (area(a) + area(b) - width * height);
}

function area([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}
