import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Box } from '../instance.ts';
import { type BoxMotion, beginMotion, observeBox, predictBox } from './box-motion.ts';

/** A box of 100 x 300 pixels that goes 200 pixels to the right and 50 down a second. */
function boxAt(time: number): Box {
  return [200 * time, 50 * time, 200 * time + 100, 50 * time + 300];
}

function seenAt(times: readonly number[], box: (time: number) => Box = boxAt): BoxMotion {
  const [first = 0, ...others] = times;
  return others.reduce((motion, time) => observeBox(motion, box(time), time), beginMotion(box(first), first));
}

function assertNear(actual: Box, expected: Box, tolerance: number): void {
  const off = Math.max(...actual.map((corner, index) => Math.abs(corner - (expected[index] as number))));
  assert.ok(off <= tolerance, `${actual} is not ${expected}`);
}

const evenly = (count: number, step: number) => Array.from({ length: count }, (_, index) => index * step);

describe('the motion of a box', () => {
  it('is none when the box was seen once', () => {
    assertNear(predictBox(beginMotion(boxAt(0), 0), 0.5, false), boxAt(0), 0);
  });

  for (const [name, times] of [
    ['30 frames a second', evenly(30, 1 / 30)],
    ['60 frames a second', evenly(60, 1 / 60)],
    ['5 frames a second', evenly(6, 0.2)],
    ['uneven steps', [0, 0.03, 0.05, 0.2, 0.22, 0.3, 0.45, 0.5, 0.7, 0.72, 0.9]],
  ] as const) {
    it(`goes on at the speed that was seen, at ${name}`, () => {
      const later = (times.at(-1) as number) + 0.5;
      assertNear(predictBox(seenAt(times), later, false), boxAt(later), 6);
    });
  }

  it('is evened out: a box that is off by 20 pixels does not move the next by as much', () => {
    const times = evenly(30, 1 / 30);
    const off = seenAt(times, (time) => {
      const [x1, y1, x2, y2] = boxAt(time);
      return time === times.at(-1) ? [x1 + 20, y1, x2 + 20, y2] : [x1, y1, x2, y2];
    });
    assertNear(predictBox(off, 1, false), boxAt(1), 15);
  });

  it('goes the straight way over a gap once the box was seen again', () => {
    const motion = seenAt(evenly(30, 1 / 30));
    // Standing still where it was, although it was believed to go on.
    const stood = observeBox(motion, boxAt(29 / 30), 2);
    assertNear(predictBox(stood, 2.2, true), boxAt(29 / 30), 10);
  });

  it('keeps the size of a lost one, which else grows as before', () => {
    const growing = (time: number): Box => [0, 0, 100 + 100 * time, 300 + 300 * time];
    const motion = seenAt(evenly(30, 1 / 30), growing);
    const width = ([x1, , x2]: Box) => x2 - x1;
    assert.ok(Math.abs(width(predictBox(motion, 1.5, false)) - 250) < 5);
    assert.ok(Math.abs(width(predictBox(motion, 1.5, true)) - width(growing(29 / 30))) < 5);
  });

  it('stays finite for a box without area', () => {
    const flat = observeBox(beginMotion([5, 5, 5, 5], 0), [5, 5, 5, 5], 0.1);
    const [x1, y1, x2, y2] = predictBox(flat, 1, false);
    assert.ok([x1, y1, x2, y2].every(Number.isFinite) && x2 > x1 && y2 > y1);
  });
});
