import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison } from './peers-list.ts';
import { type PeerRun, peerLines } from './peers-report.ts';

const COMPARISON: Comparison = {
  name: 'poses only',
  theirs: { name: 'rtmlib', script: 'run_rtmlib.py', job: {} },
  ours: { model: 'a' },
  atLeast: 1.8,
};
const run = (seconds: number, cpu: number): PeerRun => ({
  ...{ frames: 100, instances: 110, peak: 200 },
  ...{ seconds, cpu },
});

test('a comparison is the median of our speeds by the median of theirs', () => {
  const [theirs, ours, ratio] = peerLines(
    COMPARISON,
    [run(10, 20), run(20, 22), run(12.5, 21)],
    [run(4, 7), run(5, 7), run(50, 9)],
  );
  assert.deepEqual(theirs, {
    ...{ section: 'peers', name: 'rtmlib: poses only', value: 8, unit: 'fps' },
    note: 'median of 10.0, 5.0, 8.0; 21.0 s of processor time, 200 MB, 1.10 people a frame',
  });
  assert.equal((ours as { value: number }).value, 20);
  assert.deepEqual(ratio, {
    ...{ section: 'peers', name: 'ratio', value: 2.5, unit: 'x', atLeast: 1.8 },
    note: 'processor time 3.00 x less',
  });
});
