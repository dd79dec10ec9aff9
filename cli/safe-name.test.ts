import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeName } from './safe-name.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['s3://b/results/x/predictions/walk_movenet.json', 'walk_movenet.json'],
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\win.ini', 'win.ini'],
  ['/', 'file'],
  ['..', 'file'],
  ['', 'file'],
  ['a:b*c?.json', 'a_b_c_.json'],
  ['aux.json', '_aux.json'],
  ['COM1', '_COM1'],
  ['Lpt9.tar.gz', '_Lpt9.tar.gz'],
  ['console.json', 'console.json'],
  ['name. . ', 'name'],
  ['-rf', '_-rf'],
  ['.bashrc', '_.bashrc'],
  ['a\u0000b\u001b[31m.mp4', 'a_b_[31m.mp4'],
  ['gepj\u202egpm.exe', 'gepj_gpm.exe'],
  ['Läufer 1+2 %.mp4', 'Läufer 1+2 %.mp4'],
];

for (const [path, name] of CASES) {
  test(`${JSON.stringify(path)} becomes ${name}`, () => assert.equal(safeName(path), name));
}

test('a long name keeps its extension and fits, between whole characters', () => {
  const name = safeName(`${'é😀'.repeat(300)}.json`);
  assert.ok(Buffer.byteLength(name) <= 200);
  assert.ok(name.endsWith('.json'));
  assert.ok(name.isWellFormed());
});

test('no name leaves its folder, and a safe name stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const name = safeName(text);
      assert.ok(name !== '' && !/^\.*$/.test(name) && !/[/\\:\p{Cc}]/u.test(name) && !/[. ]$/.test(name));
      assert.ok(Buffer.byteLength(name) <= 210);
      assert.equal(safeName(name), name);
    }),
  );
});
