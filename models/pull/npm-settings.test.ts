import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cleanEnvironment } from '../testing/local-registry.ts';
import { readNpmSettings, registryOf } from './npm-settings.ts';

const MIRROR = 'https://mirror.example/npm/';
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-npmrc-'));
});
after(() => rm(folder, { recursive: true }));

test("a scope's own registry and its token are taken from the user's npmrc", async () => {
  const npm_config_userconfig = join(folder, 'npmrc');
  await writeFile(
    npm_config_userconfig,
    `@models:registry=${MIRROR}\n//mirror.example/npm/:_authToken=sesame\nnoproxy=localhost\n`,
  );

  const settings = await readNpmSettings({
    ...cleanEnvironment('https://other.example/'),
    npm_config_userconfig,
  });

  assert.equal(registryOf('@models/pose', settings), MIRROR);
  assert.equal(registryOf('pose', settings), 'https://other.example/');
  assert.equal(settings['//mirror.example/npm/:_authToken'], 'sesame');
});

test("npm's cache is not used, which would keep a second copy of the download", async () => {
  const settings = await readNpmSettings(cleanEnvironment('https://other.example/'));
  assert.equal(settings.cache, undefined);
});
