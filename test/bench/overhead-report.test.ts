import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, it } from 'node:test';
import { overheadLines } from './overhead-report.ts';
import type { Figure } from './report.ts';
import type { Whole } from './whole.ts';

const WHOLE: Whole = { frames: 100, instances: 130, threads: 2, wall: 10, working: 9, cpu: 12, peak: 300 };
const ALONE = { decode: 2, inference: 8 };

const figure = (name: string, drawn = false) => {
  const lines = overheadLines({ name: 'A', whole: WHOLE, alone: ALONE, fixed: 1, drawn }) as Figure[];
  return lines.find((line) => line.name === name) ?? assert.fail(`no ${name}`);
};

describe('the figures of the overhead', () => {
  it('are the whole by its stages alone, with nothing taken off', () => {
    assert.equal(figure('A: overhead').value, 1.2);
    assert.equal(figure('A: overhead').target, 1.15);
    assert.equal(figure('A: overhead', true).target, 1.25);
    assert.match(figure('A: overhead').note ?? '', /^1\.10 x without/);
  });

  it('tell the shares of the stages, and what is left', () => {
    assert.match(figure('A: inference').note ?? '', /^67 % of the whole, 80\.00 ms a frame$/);
    assert.equal(figure('A: all else').value, 2);
  });

  it('tell speed and use by the clock', () => {
    assert.equal(figure('A').value, 10);
    assert.equal(figure('A: use').value, 12 / (availableParallelism() * 10));
    assert.equal(figure('A: use').atLeast, 0.9);
  });
});
