import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { settingsFromEnvironment } from './settings.ts';

/** The settings of an environment that has these variables beside those that must be there. */
function settings(variables: Record<string, string>) {
  const owned = Object.values(ENV);
  for (const name of owned) delete process.env[name];
  Object.assign(process.env, { [ENV.mediaBucket]: 'media', [ENV.resultsBucket]: 'results' }, variables);
  return settingsFromEnvironment();
}

test('without further variables there are no source buckets and no known owners', () => {
  const { sourceBuckets, tenancy } = settings({ [ENV.sourceBuckets]: '', [ENV.owners]: '' });
  assert.deepEqual([sourceBuckets.size, tenancy], [0, undefined]);
});

test('owners and grants are read', () => {
  const { sourceBuckets, tenancy } = settings({
    [ENV.sourceBuckets]: '{"partner":["ann","bob"],"constructor":["bob"]}',
    [ENV.owners]: '["ann","bob"]',
    [ENV.defaultOwner]: 'bob',
  });
  assert.deepEqual(
    [...sourceBuckets],
    [
      ['partner', ['ann', 'bob']],
      ['constructor', ['bob']],
    ],
  );
  assert.deepEqual(tenancy, { owners: ['ann', 'bob'], defaultOwner: 'bob' });
});

const wrong: [name: string, variables: Record<string, string>, says: RegExp][] = [
  ['a list as before', { [ENV.sourceBuckets]: 'partner,archive' }, /POSEFLEET_SOURCE_BUCKETS is not valid/],
  ['a grant to all', { [ENV.sourceBuckets]: '{"partner":"*"}' }, /POSEFLEET_SOURCE_BUCKETS.*partner/],
  ['a grant to no owner', { [ENV.sourceBuckets]: '{"partner":[]}' }, /POSEFLEET_SOURCE_BUCKETS.*partner/],
  ['a grant to a wrong name', { [ENV.sourceBuckets]: '{"partner":["Ann"]}' }, /partner: 0: must be 1 to 63/],
  ['the media bucket', { [ENV.sourceBuckets]: '{"media":["ann"]}' }, /must not name.*POSEFLEET_MEDIA_BUCKET/],
  ['the results', { [ENV.sourceBuckets]: '{"results":["ann"]}' }, /must not name.*POSEFLEET_RESULTS_BUCKET/],
  ['owners without quotes', { [ENV.owners]: 'ann,bob' }, /POSEFLEET_OWNERS is not valid/],
  ['no owners', { [ENV.owners]: '[]' }, /POSEFLEET_OWNERS is not valid/],
  [
    'a wrong owner',
    { [ENV.owners]: '["ann","../bob"]' },
    /POSEFLEET_OWNERS is not valid: 1: must be 1 to 63/,
  ],
  ['no default owner', { [ENV.owners]: '["ann"]' }, /POSEFLEET_DEFAULT_OWNER must be set/],
  [
    'a default owner who is none',
    { [ENV.owners]: '["ann"]', [ENV.defaultOwner]: 'bob' },
    /POSEFLEET_DEFAULT_OWNER must be one of POSEFLEET_OWNERS/,
  ],
];

for (const [name, variables, says] of wrong) {
  test(`${name} is an error that names the variable`, () => {
    assert.throws(() => settings(variables), says);
  });
}
