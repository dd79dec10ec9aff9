import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heading, isMissed, type Line, type Machine, median, reportJson, table, verdict } from './report.ts';

const MACHINE: Machine = { processor: 'Test 3000', cores: 2, system: 'linux x64', node: 'v24', load: 0.5 };
const MET: Line = { section: 'clip', name: 'ratio', value: 0.8, unit: 'x', target: 0.9 };
const MISSED: Line = {
  section: 'memory',
  name: 'peak',
  value: 812.4,
  unit: 'MB',
  target: 800,
  note: 'at 3 s',
};
const PLAIN: Line = { section: 'memory', name: 'speed', value: 31.26, unit: 'fps' };
/** More is better. */
const RATIO: Line = { section: 'peers', name: 'faster', value: 2, unit: 'x', atLeast: 1.8 };
const isMissedRatio = (value: number) => isMissed({ ...RATIO, value });
const GAP: Line = { section: 'memory', name: 'growth', reason: 'too short' };

describe('the report of the bench', () => {
  it('says what was missed', () => {
    assert.deepEqual([MET, MISSED, PLAIN, GAP].map(isMissed), [false, true, false, false]);
    assert.ok(isMissed({ ...MET, value: Number.NaN }));
    assert.ok(!isMissed({ ...MET, value: 0.9 }), 'a target may be just reached');
    assert.deepEqual([1.79, 1.8, Number.NaN].map(isMissedRatio), [true, false, true]);
  });

  it('is a table a section, with the machine above and the verdict below', () => {
    assert.equal(heading(MACHINE), '2 cores, Test 3000, linux x64, Node v24; load average 0.5 at the start');
    assert.deepEqual(table([MET, MISSED, PLAIN, RATIO, GAP]).split('\n'), [
      'section  figure  measured  target',
      'clip     ratio   0.80 x    <= 0.9 x   met',
      'memory   peak    812 MB    <= 800 MB  MISSED  at 3 s',
      'memory   speed   31.3 fps',
      'peers    faster  2.00 x    >= 1.8 x   met',
      'memory   growth  -                            too short',
    ]);
    assert.equal(verdict([MET, MISSED, PLAIN, RATIO, GAP]), '2 of 3 targets met, 1 MISSED');
  });

  it('is JSON with a verdict for each figure', () => {
    const { figures } = JSON.parse(reportJson(MACHINE, [MISSED, GAP]));
    assert.deepEqual(figures, [{ ...MISSED, missed: true }, GAP]);
  });
});

describe('the median', () => {
  it('is the middle one, or between the two', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.throws(() => median([]), RangeError);
  });
});
