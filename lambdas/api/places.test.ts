import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PosefleetError } from '../../core/errors.ts';
import type { S3Location } from '../../core/task.ts';
import { type PlaceRules, placesOf } from './places.ts';

const cloud: PlaceRules = {
  owner: 'ann',
  mediaBucket: 'media',
  sourceBuckets: new Map([
    ['partner', ['ann']],
    ['archive', ['bob', 'ann']],
    ['vault', ['bob']],
  ]),
  tenancy: { owners: ['ann', 'bob', 'main'], defaultOwner: 'main' },
};
const main: PlaceRules = { ...cloud, owner: 'main' };
const { tenancy: _, ...untenanted } = cloud;
const local: PlaceRules = { ...untenanted, files: { bucket: 'files', folder: '/home/ann/videos' } };

const media = (key: string): S3Location => ({ bucket: 'media', key });
const file = (key: string): S3Location => ({ bucket: 'files', key });

const accepted: [string, PlaceRules, S3Location[]][] = [
  ['media/ann/1/walk.mp4', cloud, [media('media/ann/1/walk.mp4')]],
  ['uploads/ann/walk.mp4', cloud, [media('uploads/ann/walk.mp4')]],
  ['s3://media/media/ann/1/walk.mp4', cloud, [media('media/ann/1/walk.mp4')]],
  ['s3://partner/any/key.mp4', cloud, [{ bucket: 'partner', key: 'any/key.mp4' }]],
  ['s3://archive/a b+c%20d é.mp4', cloud, [{ bucket: 'archive', key: 'a b+c%20d é.mp4' }]],
  ['s3://archive/a..b/c...mp4', cloud, [{ bucket: 'archive', key: 'a..b/c...mp4' }]],
  ['s3://archive/%2e%2e/c.mp4', cloud, [{ bucket: 'archive', key: '%2e%2e/c.mp4' }]],
  ['s3://archive/a//b.mp4', cloud, [{ bucket: 'archive', key: 'a//b.mp4' }]],
  ['media/ann/1/12:30 walk.mp4', cloud, [media('media/ann/1/12:30 walk.mp4')]],
  // What belongs to somebody else looks as if it did not exist.
  ['media/bob/1/walk.mp4', cloud, []],
  ['media/annabel/1/walk.mp4', cloud, []],
  ['uploads/bob/walk.mp4', cloud, []],
  ['s3://media/media/bob/1/walk.mp4', cloud, []],
  ['walk.mp4', cloud, []],
  ['results/1/1-1/a.mp4', cloud, []],
  ['media/ann', cloud, []],
  ['media//walk.mp4', cloud, []],
  ['s3://vault/a.mp4', cloud, []],
  ['s3://partner2/a.mp4', cloud, []],
  ['s3://constructor/a.mp4', cloud, []],
  ['s3://other/a.mp4', cloud, []],
  ['s3://user@partner/a.mp4', cloud, []],
  ['s3://results/results/1/1-1/a.mp4', cloud, []],
  // What lies under uploads/ in nobody's folder is the default owner's, and nobody else's.
  ['uploads/walk.mp4', main, [media('uploads/walk.mp4')]],
  ['uploads/camera 7/walk.mp4', main, [media('uploads/camera 7/walk.mp4')]],
  ['s3://media/uploads/camera 7/walk.mp4', main, [media('uploads/camera 7/walk.mp4')]],
  ['uploads//walk.mp4', main, [media('uploads//walk.mp4')]],
  ['uploads/main/walk.mp4', main, [media('uploads/main/walk.mp4')]],
  ['uploads/ann/walk.mp4', main, []],
  ['media/camera/walk.mp4', main, []],
  ['media/ann/1/walk.mp4', main, []],
  ['s3://archive/a.mp4', main, []],
  ['uploads/walk.mp4', cloud, []],
  ['uploads/camera 7/walk.mp4', cloud, []],
  // The local service: one person's machine.
  ['/data/walk.mp4', local, [file('data/walk.mp4')]],
  ['//data/./walk.mp4', local, [file('data/walk.mp4')]],
  ['walk.mp4', local, [media('walk.mp4'), file('home/ann/videos/walk.mp4')]],
  ['./walk.mp4', local, [file('home/ann/videos/walk.mp4')]],
  ['~/walk.mp4', local, [media('~/walk.mp4'), file('home/ann/videos/~/walk.mp4')]],
  [
    'media/bob/1/walk.mp4',
    local,
    [media('media/bob/1/walk.mp4'), file('home/ann/videos/media/bob/1/walk.mp4')],
  ],
  ['/', local, []],
  ['s3://files/etc/passwd', local, []],
  ['s3://results/results/1/1-1/a.mp4', local, []],
  ['s3://other/a.mp4', local, []],
];

for (const [path, rules, places] of accepted) {
  const where = rules === local ? 'local' : 'cloud';
  test(`${where}, ${rules.owner}: ${path} is ${places.map(({ bucket, key }) => `${bucket}:${key}`).join(' or ') || 'nowhere'}`, () => {
    assert.deepEqual(placesOf('video_filename', path, rules), places);
  });
}

const refusedAnywhere = [
  '../walk.mp4',
  'media/ann/../bob/1/walk.mp4',
  'media/ann/1/..',
  '/data/../etc/passwd',
  's3://media/media/ann/../bob/walk.mp4',
  's3://partner/../media/media/bob/walk.mp4',
  's3://partner/./a.mp4',
  's3://partner//a.mp4',
  '..\\walk.mp4',
  'media\\ann\\walk.mp4',
  'C:\\videos\\walk.mp4',
  's3:\\\\partner\\a.mp4',
  'walk\0.mp4',
  'walk\n.mp4',
  'walk\u007f.mp4',
  'walk\ud800.mp4',
  'file:///etc/passwd',
  'FILE:/etc/passwd',
  'http://127.0.0.1/a.mp4',
  'https://example.org/a.mp4',
  'ftp://example.org/a.mp4',
  'data:video/mp4;base64,AAAA',
  'S3://partner/a.mp4',
  's3:/partner/a.mp4',
  's3:partner/a.mp4',
  's3://',
  's3://partner',
  's3://partner/',
  's3:///a.mp4',
  `s3://partner/${'é'.repeat(513)}`,
];

for (const path of refusedAnywhere) {
  test(`${JSON.stringify(path.slice(0, 60))} is refused`, () => {
    for (const rules of [cloud, local]) {
      assert.throws(() => placesOf('bboxes_path', path, rules), {
        code: 'path_invalid',
        message: /^bboxes_path /,
      });
    }
  });
}

for (const path of ['/etc/passwd', '/media/ann/1/walk.mp4', './walk.mp4', 'media/ann/./walk.mp4']) {
  test(`${path} is refused where no files are served`, () => {
    assert.throws(() => placesOf('video_filename', path, cloud), { code: 'path_invalid' });
  });
}

/** Paths of the pieces that tricks are made of. */
const trickyPath = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '//',
        '\\',
        '%2e',
        '\0',
        's3://',
        'file:',
        'media',
        'uploads',
        'ann',
        'bob',
      ),
      fc.constantFrom('partner', 'results', 'files', ':', 'é', ' ', '+', '~', '@', '?', '#'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));

function tryPlaces(path: string, rules: PlaceRules): S3Location[] {
  try {
    return placesOf('video_filename', path, rules);
  } catch (error) {
    assert.ok(error instanceof PosefleetError && error.code === 'path_invalid', String(error));
    return [];
  }
}

test('no path reads another bucket, leaves its folder, or reaches what belongs to somebody else', () => {
  fc.assert(
    fc.property(trickyPath, (path) => {
      for (const place of tryPlaces(path, cloud)) {
        assert.ok(['media', 'partner', 'archive'].includes(place.bucket));
        assert.ok(place.bucket !== 'media' || /^(media|uploads)\/ann\//.test(place.key));
        assertTame(place);
      }
    }),
    { numRuns: 3000 },
  );
});

test('the default owner reaches nothing of the others either', () => {
  fc.assert(
    fc.property(trickyPath, (path) => {
      for (const place of tryPlaces(path, main)) {
        assert.equal(place.bucket, 'media');
        assert.match(place.key, /^(media\/main\/|uploads\/(?!ann\/|bob\/))/);
        assertTame(place);
      }
    }),
    { numRuns: 3000 },
  );
});

test('in the local service a path names one file, and never a key with dots', () => {
  fc.assert(
    fc.property(trickyPath, (path) => {
      for (const place of tryPlaces(path, local)) {
        assert.ok(['media', 'partner', 'archive', 'files'].includes(place.bucket));
        assertTame(place);
      }
    }),
    { numRuns: 3000 },
  );
});

function assertTame({ key }: S3Location): void {
  assert.ok(key !== '' && !key.startsWith('/') && !key.includes('\\') && !key.includes('\0'));
  assert.ok(!key.split('/').some((segment) => segment === '.' || segment === '..'), key);
  assert.ok(key.isWellFormed());
}
