import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findFinished } from './find-finished.ts';
import type { ChunkManifest } from './manifest.ts';

const { signal } = new AbortController();

/** A store that holds chunks of these ordinals. */
function storeOf(ordinals: readonly number[], indexing = (_ordinal: number): string => 'count') {
  return {
    read: async (ordinal: number) =>
      ordinals.includes(ordinal) ? ({ ordinal, indexing: indexing(ordinal) } as ChunkManifest) : undefined,
  };
}

async function found(...store: Parameters<typeof storeOf>): Promise<number[]> {
  return (await findFinished(storeOf(...store), signal)).map(({ ordinal }) => ordinal);
}

describe('finished chunks', () => {
  it('are none where there is none', async () => {
    assert.deepEqual(await found([]), []);
  });

  it('are those without a gap', async () => {
    assert.deepEqual(await found([0, 1, 2, 4, 5]), [0, 1, 2]);
    assert.deepEqual(await found([1, 2]), []);
  });

  it('are all of many', async () => {
    const many = [...Array(50).keys()];
    assert.deepEqual(await found(many), many);
  });

  it('are not those whose frames were counted in another way', async () => {
    assert.deepEqual(await found([0, 1, 2], (ordinal) => (ordinal < 2 ? 'count' : 'table')), [0, 1]);
  });
});
