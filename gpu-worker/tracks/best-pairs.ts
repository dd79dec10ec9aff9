/** Pairs the members of two lists so that the sum of the pairs' gains is the largest. */
import { munkres } from 'munkres';

/**
 * The pairs of largest total gain. Each member is in one pair at most. Pairs that gain less than `least` are not made,
 * and do not keep others from being made.
 *
 * @param least more than 0.
 */
export function bestPairs<R, C>(
  rows: readonly R[],
  columns: readonly C[],
  least: number,
  gain: (row: R, column: C) => number,
): [R, C][] {
  const costs = rows.map((row) => columns.map((column) => costOf(gain(row, column), least)));
  // Most are far from most others: few rows and columns are left to choose among.
  const nearRows = [...rows.keys()].filter((row) => costs[row]?.some(isWorth));
  if (nearRows.length === 0) return [];
  const nearCosts = nearRows.map((row) => costs[row] as number[]);
  const nearColumns = [...columns.keys()].filter((column) => nearCosts.some((row) => isWorth(row[column])));
  return munkres(nearCosts.map((row) => nearColumns.map((column) => row[column] as number)))
    .map(([row, column]): [number, number] => [nearRows[row] as number, nearColumns[column] as number])
    .filter(([row, column]) => isWorth(costs[row]?.[column]))
    .map(([row, column]) => [rows[row] as R, columns[column] as C]);
}

function costOf(gain: number, least: number): number {
  return gain >= least ? -gain : 0;
}

function isWorth(cost: number | undefined): boolean {
  return cost !== undefined && cost < 0;
}
