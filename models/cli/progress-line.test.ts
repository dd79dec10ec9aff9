import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressLine } from './progress-line.ts';

test('outside a terminal there is a line every few seconds, and one for the end', () => {
  const { texts, show } = drawing({ isTTY: false });

  show(0, 0);
  show(10, 1_000);
  show(50, 4_000);
  show(60, 4_500);
  show(100, 4_600);

  assert.deepEqual(texts, [
    'thunder: downloading 0 % (0.0 of 0.1 MB)\n',
    'thunder: downloading 50 % (0.1 of 0.1 MB)\n',
    'thunder: downloading 100 % (0.1 of 0.1 MB)\n',
  ]);
});

test('on a terminal one line is drawn over, and erased in the end', () => {
  const { texts, show, line } = drawing({ isTTY: true });

  show(0, 0);
  show(50, 200);
  line.clear();

  assert.equal(texts.length, 3);
  assert.ok(texts.every((text) => text.startsWith('\r\u001b[K') && !text.includes('\n')));
  assert.equal(texts.at(-1), '\r\u001b[K');
});

/** A progress line into a list, with a clock that is set by hand. */
function drawing({ isTTY }: { isTTY: boolean }) {
  const texts: string[] = [];
  let now = 0;
  const stream = { isTTY, write: (text: string) => texts.push(text) };
  const line = new ProgressLine('thunder', stream, () => now);
  const show = (percent: number, at: number) => {
    now = at;
    line.show({ stage: 'download', done: percent * 1_000, total: 100_000 });
  };
  return { texts, show, line };
}
