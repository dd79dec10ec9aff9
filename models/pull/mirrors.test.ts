import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inMirror, mirrorsFromEnvironment } from './mirrors.ts';

const mirrors = (text: string) => mirrorsFromEnvironment({ POSEFLEET_MODEL_MIRRORS: text });

test('mirrors are folders and addresses, in their order', () => {
  const found = mirrors(
    ' /srv/models file:///mnt/my%20models https://mirror.example/onnx?key=1\n s3://bucket/a/b ',
  );
  assert.deepEqual(found, [
    { kind: 'folder', path: '/srv/models' },
    { kind: 'folder', path: '/mnt/my models' },
    { kind: 'http', base: 'https://mirror.example/onnx/?key=1' },
    { kind: 's3', bucket: 'bucket', prefix: 'a/b/' },
  ]);
  assert.deepEqual(mirrors('["/with a space", "s3://bucket"]'), [
    { kind: 'folder', path: '/with a space' },
    { kind: 's3', bucket: 'bucket', prefix: '' },
  ]);
  assert.deepEqual(mirrors(''), []);
  assert.deepEqual(mirrorsFromEnvironment({}), []);
});

test('what is neither is refused by the name of the variable', () => {
  for (const text of [
    'models',
    '../models',
    'ftp://host/a',
    'file://host/a',
    's3:///a',
    '["a", 1]',
    '[',
    '[]x',
  ]) {
    assert.throws(
      () => mirrors(text),
      /: The environment variable POSEFLEET_MODEL_MIRRORS must name folders/,
    );
  }
});

test('what is refused is shown without its secrets', () => {
  for (const text of [
    'ftp://ann:secret@host/a?key=secret',
    'http://ann:sec ret@host/a',
    'http://ann:se%zzcret@host/a',
    's3://ann:secret@bucket/a',
    '["http://ann:secret@host", 1]',
    '[http://ann:secret@host',
  ]) {
    assert.throws(
      () => mirrors(text),
      ({ message }: Error) => /POSEFLEET_MODEL_MIRRORS must name/.test(message) && !/sec|cret/.test(message),
      text,
    );
  }
});

test('a file is looked for below', () => {
  const below = mirrors('/srv/models http://host/a?key=1 s3://bucket/a').map((mirror) =>
    inMirror(mirror, 'b c.onnx'),
  );
  assert.deepEqual(below, [
    { kind: 'folder', path: '/srv/models/b c.onnx' },
    { kind: 'http', base: 'http://host/a/b%20c.onnx?key=1' },
    { kind: 's3', bucket: 'bucket', prefix: 'a/b c.onnx' },
  ]);
});
