import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MemorySample, partsOf, peaksOf } from './memory-course.ts';

const sample = (at: number, ...megabytes: number[]): MemorySample => ({
  at,
  processes: megabytes.map((value) => ({ name: 'node', megabytes: value })),
});
/** A sample a second. */
const course = (seconds: number, at: (second: number) => number) =>
  Array.from({ length: seconds + 1 }, (_, second) => sample(second, at(second), 100));

describe('the course of memory', () => {
  it('has its peak where all processes together take most', () => {
    const { highest } = peaksOf([sample(0, 300), sample(1, 250, 100), sample(2, 340)]);
    assert.equal(partsOf(highest), 'node 250 + node 100');
  });

  it('compares the second minute with the last', () => {
    const steady = peaksOf(course(200, (second) => (second < 60 ? 500 : 400 + second)));
    assert.deepEqual(steady.minutes, { second: 400 + 119 + 100, last: 400 + 200 + 100 });
  });

  it('does not compare minutes of a short run', () => {
    assert.equal(peaksOf(course(179, () => 1)).minutes, undefined);
  });

  it('is nothing without samples', () => {
    assert.throws(() => peaksOf([]), /no worker was seen/);
  });
});
