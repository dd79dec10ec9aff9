import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JsonWalk } from './json-walk.ts';

const indent = fc.constantFrom(undefined, 2, '\t');

function walkOf(text: string): JsonWalk {
  return new JsonWalk(Buffer.from(text));
}

describe('the walk through JSON', () => {
  it('finds the elements of any list', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), indent, (list, space) => {
        const text = JSON.stringify(list, null, space);
        const walk = walkOf(` ${text}\n`);
        assert.deepEqual([...walk.elements()], JSON.parse(text));
        walk.end();
      }),
    );
  });

  it('finds the members of any object, read or skipped', () => {
    const members = fc.array(fc.tuple(fc.string(), fc.jsonValue(), fc.boolean()));
    fc.assert(
      fc.property(members, (all) => {
        const text = all
          .map(([name, value]) => `${JSON.stringify(name)} :${JSON.stringify(value)}`)
          .join(',');
        const walk = walkOf(`{${text}}`);
        let index = 0;
        for (const name of walk.names()) {
          const [expected, value, isRead] = all[index++] ?? assert.fail('there are more than were written');
          assert.equal(name, expected);
          if (isRead) assert.deepEqual(walk.value(), JSON.parse(JSON.stringify(value)));
          else walk.skip();
        }
        walk.end();
        assert.equal(index, all.length);
      }),
    );
  });

  it('refuses what JSON.parse refuses, and nothing else', () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '"',
      '\\',
      ',',
      ':',
      '1',
      '-',
      'true',
      'n',
      ' ',
      '\n',
      '"a"',
    );
    const lists = fc.array(pieces, { maxLength: 12 }).map((some) => `[${some.join('')}]`);
    let valid = 0;
    fc.assert(
      fc.property(lists, (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          return assert.throws(() => readAll(text), { code: 'bboxes_invalid' });
        }
        valid += 1;
        assert.deepEqual(readAll(text), expected);
      }),
      { numRuns: 5000 },
    );
    assert.ok(valid > 100, `${valid} of them are JSON`);
  });
});

function readAll(text: string): unknown[] {
  const walk = walkOf(text);
  const all = [...walk.elements()];
  walk.end();
  return all;
}
