import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownAddress, shownText } from './shown-address.ts';

test('an address is shown without user, password and the values of its query', () => {
  const shown = (text: string) => shownAddress(new URL(text));
  assert.equal(shown('https://ann:se%40cret@host:8443/a%20b.onnx'), 'https://host:8443/a%20b.onnx');
  assert.equal(
    shown('https://host/a?sig=abc%3D%3D&plain&empty=&key=x#secret'),
    'https://host/a?sig=[redacted]&plain&empty=&key=[redacted]',
  );
  assert.equal(shown('http://host/a/'), 'http://host/a/');
});

test('a text is shown without the secrets of the addresses in it', () => {
  for (const [text, shown] of [
    ['GET http://a:b@host/x?k=v failed.', 'GET http://[redacted]@host/x?k=[redacted] failed.'],
    ['s3+x://tok@bucket/a', 's3+x://[redacted]@bucket/a'],
    ['http://ann:sec', 'http://ann:[redacted]'],
    ['http://ann:p@ss@host/a@b', 'http://[redacted]@host/a@b'],
    ['http://host:80/a http://[::1]:9/', 'http://host:80/a http://[::1]:9/'],
    ['/srv/models?not=one', '/srv/models?not=[redacted]'],
    ['Could not be read: ann@example.org', 'Could not be read: ann@example.org'],
  ] as const) {
    assert.equal(shownText(text), shown);
  }
});
