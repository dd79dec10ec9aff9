import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChunkDependencies, canonicalJson, chunkKey } from './chunk-key.ts';

const VIDEO = { bucket: 'media', key: 'media/ann/walk.mp4', etag: '"abc"' };
const DEPENDENCIES: ChunkDependencies = {
  video: VIDEO,
  networks: [{ sha256: 'aa', contract: { input: { name: 'x', size: 256 } } }],
  options: { detect_every: 5 },
  chunkFrames: 300,
  provider: 'cpu',
  versions: { ffmpeg: '7.1' },
};

describe('the key of chunks', () => {
  it('is the same whatever the order of fields, and whether a default was sent', () => {
    const same: ChunkDependencies = {
      ...DEPENDENCIES,
      networks: [{ contract: { input: { size: 256, name: 'x' } }, sha256: 'aa' }],
      options: { visualization: true, detect_every: 5 },
    };
    assert.equal(chunkKey(same), chunkKey(DEPENDENCIES));
    assert.match(chunkKey(same), /^[0-9a-f]{32}$/);
  });

  const others: Record<string, Partial<ChunkDependencies>> = {
    'another version of the video': { video: { ...VIDEO, etag: '"abd"' } },
    'boxes of the caller': { boxes: { ...VIDEO, key: 'boxes.json' } },
    'other weights': { networks: [{ sha256: 'ab', contract: { input: { name: 'x', size: 256 } } }] },
    'another contract': { networks: [{ sha256: 'aa', contract: { input: { name: 'x', size: 192 } } }] },
    'another option': { options: { detect_every: 5, smoothing: 'one_euro' } },
    'chunks of another length': { chunkFrames: 30 },
    'another provider': { provider: 'cuda' },
    'another decoder': { versions: { ffmpeg: '4.0' } },
  };
  for (const [name, change] of Object.entries(others)) {
    it(`differs with ${name}`, () => {
      assert.notEqual(chunkKey({ ...DEPENDENCIES, ...change }), chunkKey(DEPENDENCIES));
    });
  }
});

it('canonical JSON keeps the order of lists', () => {
  assert.equal(canonicalJson({ b: [2, { d: 1, c: null }], a: 'x' }), '{"a":"x","b":[2,{"c":null,"d":1}]}');
});
