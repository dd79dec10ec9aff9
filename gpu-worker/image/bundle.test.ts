import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bundleWorker } from './bundle.ts';
import { copyNativePackages } from './native-packages.ts';

/** What only a machine needs that downloads and converts models. */
const LEFT_OUT = [
  'node_modules/pacote/',
  'node_modules/@npmcli/',
  'node_modules/protobufjs/',
  'models/convert/',
];
/** Bytes of the worker's code; a limit that tells when something large has crept in. */
const MOST_BYTES = 3e6;

let folder: string;
let bundle: Awaited<ReturnType<typeof bundleWorker>>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-bundle-'));
  bundle = await bundleWorker(folder);
  await copyNativePackages(folder);
});
after(() => rm(folder, { recursive: true }));

test('the worker is two files without npm’s client and the converter', async () => {
  const { inputs, outputs } = bundle.metafile;
  const heavy = Object.keys(inputs).filter((file) => LEFT_OUT.some((part) => file.includes(part)));
  assert.deepEqual(heavy, []);
  const code = Object.entries(outputs).filter(([file]) => file.endsWith('.mjs'));
  assert.deepEqual((await readdir(folder)).filter((file) => file.endsWith('.mjs')).sort(), [
    'inference-thread.mjs',
    'main.mjs',
  ]);
  const bytes = code.reduce((sum, [, output]) => sum + output.bytes, 0);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
});

test('binaries of other systems stay out', async () => {
  const binaries = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6');
  assert.deepEqual(await readdir(binaries), ['linux']);
  assert.deepEqual(await readdir(join(binaries, 'linux')), ['x64']);
  assert.ok(!existsSync(join(folder, 'node_modules/onnxruntime-node/script')));
});

test('the worker starts from there, and says what it misses', async () => {
  const env = { PATH: process.env.PATH ?? '', ORT_DISABLE_TELEMETRY: '1' };
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(folder, 'main.mjs')], { env }, (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });
  assert.equal(code, 1);
  assert.match(stderr, /POSEFLEET_TABLE must be set/);
});
