import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, fit, plain, shellWord, size, table } from './text.ts';

test('what could steer a terminal is made visible', () => {
  assert.equal(plain('a\u001b[2Jb\u202e'), 'a\\u001b[2Jb\\u202e');
  assert.equal(plain('Läufer 😀'), 'Läufer 😀');
});

test('times, sizes, names and tables', () => {
  assert.equal(clock(7.4), '0:07');
  assert.equal(clock(3725), '1:02:05');
  assert.equal(size(12_345_678), '12.3 MB');
  assert.equal(size(30_000), '30.0 kB');
  assert.equal(fit('recordings/walk.mp4', 10), '…/walk.mp4');
  assert.equal(
    table([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
    'a    bb\nccc  d',
  );
});

test('words are quoted for a shell', () => {
  assert.equal(shellWord('a/b-1.mp4'), 'a/b-1.mp4');
  assert.equal(shellWord("it's $HOME"), `'it'\\''s $HOME'`);
});
