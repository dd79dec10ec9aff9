import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PictureProgress } from './picture-progress.ts';

function progress(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const line = new PictureProgress('m', 100, { isTTY, write: (text) => written.push(text) }, () => now);
  return { line, written, pass: (milliseconds: number) => (now += milliseconds) };
}

test('a run that is short says nothing, a long one now and then', () => {
  const { line, written, pass } = progress(false);
  for (let count = 0; count < 20; count++) {
    pass(1000);
    line.step();
  }
  assert.deepEqual(written, [
    'm: 10 of 100 pictures, 1.0 a second, 1:30 left\n',
    'm: 20 of 100 pictures, 1.0 a second, 1:20 left\n',
  ]);
});

test('a terminal’s line is drawn over and left empty', () => {
  const { line, written, pass } = progress(true);
  pass(500);
  line.step();
  line.clear();
  assert.deepEqual(written, ['\r\u001b[Km: 1 of 100 pictures, 2.0 a second, 0:50 left', '\r\u001b[K']);
});
