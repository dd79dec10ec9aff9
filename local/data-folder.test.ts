import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { holdDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'posefleet-data-')), 'data');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

test('a folder is held by one, and free again afterwards', () => {
  const first = holdDataFolder(folder);
  first.announce('http://127.0.0.1:8000');
  assert.throws(
    () => holdDataFolder(folder),
    ({ message }) =>
      message.includes(`process ${process.pid}, http://127.0.0.1:8000`) && message.includes('POSEFLEET_DATA'),
  );
  first.release();
  holdDataFolder(folder).release();
});

test('a process that was killed holds nothing', async () => {
  const script = `
    import { holdDataFolder } from ${JSON.stringify(new URL('./data-folder.ts', import.meta.url).href)};
    globalThis.held = holdDataFolder(${JSON.stringify(folder)});
    setInterval(() => {}, 1000);
    process.send('held');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  assert.throws(() => holdDataFolder(folder), new RegExp(`process ${child.pid}`));
  child.kill('SIGKILL');
  await once(child, 'exit');
  holdDataFolder(folder).release();
});

test('credentials are made once, for each folder others, and nobody else may read them', async () => {
  const first = holdDataFolder(folder);
  first.release();
  const file = join(folder, 'credentials.json');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  const second = holdDataFolder(folder);
  second.release();
  assert.deepEqual(second.credentials, first.credentials);
  const other = holdDataFolder(join(folder, 'other'));
  other.release();
  assert.notEqual(other.credentials.secretAccessKey, first.credentials.secretAccessKey);
  await writeFile(file, '{');
  assert.throws(() => holdDataFolder(folder), /credentials.json is damaged/);
  await rm(file);
  holdDataFolder(folder).release();
});
