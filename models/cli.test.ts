import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { requireModel } from './catalogue.ts';
import { modelPath } from './pull.ts';
import { cleanEnvironment } from './testing/local-registry.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-models-'));
});
after(() => rm(folder, { recursive: true }));

test('list --all --json names every model and says which can be run', async () => {
  const { code, stdout } = await models('list', '--all', '--json');
  assert.equal(code, 0);
  const rows = JSON.parse(stdout) as { name: string; available: boolean; local: string }[];
  const find = (name: string) => rows.find((row) => row.name === name);
  assert.deepEqual([find('movenet-thunder')?.available, find('movenet-thunder')?.local], [true, 'missing']);
  assert.equal(find('vitpose-b')?.available, false);
});

test('an unknown model is wrong usage', async () => {
  const { code, stdout, stderr } = await models('pull', 'movenet-thunder', 'nonsense');
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^There is no model "nonsense"\. Use one of: /);
});

test('an unknown command is wrong usage', async () => {
  assert.equal((await models('frobnicate')).code, 2);
});

test('a model that cannot be had ends with a code of its own', async () => {
  assert.equal((await models('pull', 'vitpose')).code, 3);
  assert.equal((await models('pull', 'thunder', '--offline')).code, 3);
  const unreachable = await models('pull', 'thunder');
  assert.equal(unreachable.code, 3);
  assert.match(unreachable.stderr, /cannot be reached/);
});

test('verify tells missing and damaged models, and fails', async () => {
  await writeFile(modelPath(requireModel('lightning'), folder), 'not a model');
  const { code, stdout } = await models('verify', 'thunder', 'lightning', '--json');
  assert.equal(code, 1);
  const states = (JSON.parse(stdout) as { state: string }[]).map(({ state }) => state);
  assert.deepEqual(states, ['missing', 'damaged']);
});

test('the help shows examples and exit codes', async () => {
  const { code, stdout } = await models('--help');
  assert.equal(code, 0);
  assert.match(stdout, /npm run models -- pull movenet-multipose/);
  assert.match(stdout, /130 {2}interrupted/);
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command in an empty models folder and with a registry that does not answer. */
function models(...args: string[]): Promise<Ended> {
  const env = { ...cleanEnvironment('http://127.0.0.1:9/'), POSEFLEET_MODELS: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
