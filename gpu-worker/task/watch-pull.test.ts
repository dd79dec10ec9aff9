import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log } from '../../core/log.ts';
import { watchPull } from './watch-pull.ts';

test('the stage is entered, and a line written every few seconds and at each end', (context) => {
  const info = context.mock.method(log, 'info', () => {});
  const entered: string[] = [];
  let now = 0;
  const progress = { enterOnce: (stage: string) => void entered.push(stage) };
  const { onProgress } = watchPull('vitpose-b', progress, () => now);
  for (let second = 0; second <= 20; second++) {
    now = second * 1000;
    onProgress({ stage: 'download', done: second * 50, total: 1000 });
  }
  onProgress({ stage: 'unpack', done: 0, total: null });
  const lines = info.mock.calls.map(
    ({ arguments: [, facts] }) => facts as unknown as Record<string, unknown>,
  );
  assert.deepEqual(
    lines.map(({ pull, percent }) => [pull, percent]),
    [
      ['download', 0],
      ['download', 25],
      ['download', 50],
      ['download', 75],
      ['download', 100],
      ['unpack', null],
    ],
  );
  assert.deepEqual(lines[1], {
    model: 'vitpose-b',
    pull: 'download',
    bytes_done: 250,
    bytes_total: 1000,
    percent: 25,
  });
  assert.ok(entered.length > 0 && entered.every((stage) => stage === 'model'));
});

test('what was passed over is a warning', (context) => {
  const warn = context.mock.method(log, 'warn', () => {});
  watchPull('vitpose-b', { enterOnce: () => {} }).onNote('The mirror was passed over: it sleeps.');
  assert.deepEqual(warn.mock.calls[0]?.arguments, [
    'The mirror was passed over: it sleeps.',
    { model: 'vitpose-b' },
  ]);
});

test('who waits for another worker’s pull is at the stage too', (context) => {
  context.mock.method(log, 'warn', () => {});
  const entered: string[] = [];
  watchPull('vitpose-b', { enterOnce: (stage) => void entered.push(stage) }).onNote(
    'Another process fetches it.',
  );
  assert.deepEqual(entered, ['model']);
});
