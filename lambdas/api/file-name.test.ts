import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attachment, safeFileName } from './file-name.ts';

const names: [string, string | undefined][] = [
  ['walk.mp4', 'walk.mp4'],
  ['../../etc/walk one+50%é.mp4', 'walk one+50%é.mp4'],
  ['C:\\videos\\walk.mp4', 'walk.mp4'],
  [' walk\n\0.mp4 ', 'walk.mp4'],
  ['歩く.mov', '歩く.mov'],
  ['videos/', undefined],
  ['..', undefined],
  ['\u0001', undefined],
  [`${'x'.repeat(300)}.mp4`, `${'x'.repeat(196)}.mp4`],
  [`${'é'.repeat(150)}.mp4`, `${'é'.repeat(98)}.mp4`],
];

for (const [name, safe] of names) {
  test(`${JSON.stringify(name.slice(0, 40))} becomes ${safe?.slice(0, 40)}`, () => {
    assert.equal(safeFileName(name), safe);
  });
}

test('any name becomes one segment of at most 200 bytes, and stays what it then is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const safe = safeFileName(name);
      if (safe === undefined) return;
      assert.ok(Buffer.byteLength(safe) <= 200 && safe !== '..' && safe !== '.');
      assert.doesNotMatch(safe, /[/\\\p{Cc}]/u);
      assert.equal(safeFileName(safe), safe);
    }),
  );
});

test('a download is saved under its name, and the header holds ASCII alone', () => {
  assert.equal(attachment('a b.json'), `attachment; filename="a b.json"; filename*=UTF-8''a%20b.json`);
  assert.equal(
    attachment(`é"'(1)%.mp4`),
    `attachment; filename="__'(1)_.mp4"; filename*=UTF-8''%C3%A9%22%27%281%29%25.mp4`,
  );
});
