import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bestPairs } from './best-pairs.ts';

/** The largest total gain of all ways to pair, by trying them all. */
function bestTotal(
  gains: readonly (readonly number[])[],
  least: number,
  taken: readonly number[] = [],
): number {
  const [row, ...rest] = gains;
  if (row === undefined) return 0;
  const alone = bestTotal(rest, least, taken);
  const paired = row.map((gain, column) =>
    gain < least || taken.includes(column) ? 0 : gain + bestTotal(rest, least, [...taken, column]),
  );
  return Math.max(alone, ...paired);
}

function pairsOf(gains: readonly (readonly number[])[], least: number): [number, number][] {
  const columns = [...(gains[0] ?? []).keys()];
  return bestPairs([...gains.keys()], columns, least, (row, column) => gains[row]?.[column] as number);
}

const table = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) => {
    const gain = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
    const row = fc.array(gain, { minLength: columns, maxLength: columns });
    return fc.array(row, { minLength: rows, maxLength: rows });
  });

describe('best pairs', () => {
  it('gain as much as the best of all ways to pair', () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0.01, max: 1, noNaN: true }), (gains, least) => {
        const pairs = pairsOf(gains, least);
        const total = pairs.reduce((sum, [row, column]) => sum + (gains[row]?.[column] as number), 0);
        assert.ok(Math.abs(total - bestTotal(gains, least)) < 1e-9, `${total} of ${bestTotal(gains, least)}`);
        assert.equal(new Set(pairs.map(([row]) => row)).size, pairs.length, 'a row twice');
        assert.equal(new Set(pairs.map(([, column]) => column)).size, pairs.length, 'a column twice');
        assert.ok(pairs.every(([row, column]) => (gains[row]?.[column] as number) >= least));
      }),
      { numRuns: 500 },
    );
  });

  it('take the second best of one for the good of both', () => {
    const gains = [
      [0.9, 0.8],
      [0.85, 0.1],
    ];
    assert.deepEqual(pairsOf(gains, 0.2), [
      [0, 1],
      [1, 0],
    ]);
  });

  it('are not kept from being made by pairs that gain too little', () => {
    const gains = [
      [0.5, 0.45],
      [0.19, 0],
    ];
    assert.deepEqual(pairsOf(gains, 0.2), [[0, 0]]);
  });

  it('are none where nobody is', () => {
    assert.deepEqual(pairsOf([], 0.2), []);
    assert.deepEqual(pairsOf([[], []], 0.2), []);
  });
});
