import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hashFile } from './pull/model-folder.ts';
import { ensureModel, modelPath, type PullProgress, verifyModel } from './pull.ts';
import { cleanEnvironment, type Delivery, startRegistry } from './testing/local-registry.ts';
import { runOnnx } from './testing/run-onnx.ts';
import { tinyPackage } from './testing/tiny-package.ts';

const tiny = await tinyPackage();
const [double, triple] = tiny.catalogue as [(typeof tiny.catalogue)[0], (typeof tiny.catalogue)[0]];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-pull-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a model is fetched, converted, verified and runs; its companion comes along', async () => {
  await using registry = await serve();

  const found = await ensureModel('tiny-double', options(registry));

  assert.deepEqual(found, { path: modelPath(double, folder), sha256: double.file.sha256 });
  const image = { shape: [1, 4], data: Int32Array.of(1, 2, 3, 4) };
  assert.deepEqual((await runOnnx(found.path, image)).data, Float32Array.of(2, 4, 6, 8));
  assert.equal((await verifyModel('tiny-triple', options(registry))).state, 'good');
  await assertFolderHolds(double, triple);
});

test('what is there is not fetched again, in whatever order models are asked for', async () => {
  await using registry = await serve();

  const names = ['tiny-double', 'tiny-triple', 'tiny-double'];
  await Promise.all(names.map((name) => ensureModel(name, options(registry))));
  await ensureModel('tiny-triple', { ...options(registry), offline: true });

  assert.equal(registry.downloads(), 1);
});

test('progress goes up to the pinned sizes, first of the download and then of the conversion', async () => {
  await using registry = await serve();
  const seen: PullProgress[] = [];

  await ensureModel('tiny-double', { ...options(registry), onProgress: (progress) => seen.push(progress) });

  const last = (stage: PullProgress['stage']) => seen.findLast((progress) => progress.stage === stage);
  const { bytes } = double.source;
  assert.deepEqual(last('download'), { stage: 'download', done: bytes, total: bytes });
  const converted = double.file.bytes + triple.file.bytes;
  assert.deepEqual(seen.at(-1), { stage: 'convert', done: converted, total: converted });
});

test('a download that breaks off is begun again', async () => {
  await using registry = await serve('broken off', 'whole');

  await ensureModel('tiny-double', options(registry));

  assert.equal(registry.downloads(), 2);
  await assertFolderHolds(double, triple);
});

test('a download that breaks off each time fails with a sentence, and leaves nothing behind', async () => {
  await using registry = await serve('broken off');

  await assert.rejects(ensureModel('tiny-double', options(registry)), {
    code: 'model_unavailable',
    message: /@posefleet-test\/models@1\.0\.0.*could not be downloaded from http.*Try again\./s,
  });

  await assertFolderHolds();
});

test('bytes other than the pinned ones are refused, and nothing is left behind', async () => {
  await using registry = await serve('changed');

  await assert.rejects(ensureModel('tiny-double', options(registry)), {
    code: 'model_unavailable',
    message: /served other bytes than those that Posefleet pins/,
  });

  await assertFolderHolds();
});

test('without a network the error says so and what to do', async () => {
  const environment = cleanEnvironment('http://127.0.0.1:9/');

  await assert.rejects(ensureModel('tiny-double', { folder, environment, catalogue: tiny.catalogue }), {
    code: 'model_unavailable',
    message: /127\.0\.0\.1:9\/ cannot be reached \(ECONNREFUSED\).*copy the models folder/,
  });
});

test('when nobody has a model every reason is told, without the secrets of addresses', async () => {
  const environment = {
    ...cleanEnvironment('http://ann:secret@127.0.0.1:9/'),
    POSEFLEET_MODEL_MIRRORS: `${join(folder, 'empty')} http://bob:secret@127.0.0.1:9/models?key=secret`,
  };

  await assert.rejects(
    ensureModel('tiny-double', { folder, environment, catalogue: tiny.catalogue }),
    ({ code, message }: Error & { code: string }) => {
      assert.equal(code, 'model_unavailable');
      assert.match(
        message,
        /cannot be reached \(ECONNREFUSED\).*Nor was it in a mirror: the mirror .*empty has no tiny-double-/,
      );
      assert.match(
        message,
        /http:\/\/127\.0\.0\.1:9\/models\/tiny-double-\w+\.onnx\?key=\[redacted\] cannot be reached/,
      );
      assert.doesNotMatch(message, /secret/);
      return true;
    },
  );
});

test('a registry without the package is named', async () => {
  await using registry = await startRegistry({ ...tiny, package: 'something-else' });

  await assert.rejects(ensureModel('tiny-double', options(registry)), {
    code: 'model_unavailable',
    message: /is not in http:\/\/127/,
  });
});

test('offline, a missing model is an error and the network is not touched', async () => {
  await using registry = await serve();

  await assert.rejects(ensureModel('tiny-double', { ...options(registry), offline: true }), {
    code: 'model_unavailable',
    message: /npm run models -- pull tiny-double/,
  });

  assert.equal(registry.downloads(), 0);
});

test('a damaged file is found and replaced', async () => {
  await using registry = await serve();
  await writeFile(modelPath(double, folder), 'half a model');
  assert.equal((await verifyModel('tiny-double', options(registry))).state, 'damaged');

  await ensureModel('tiny-double', options(registry));

  assert.equal((await verifyModel('tiny-double', options(registry))).state, 'good');
});

test('a file that converts to something else than the catalogue pins is not kept', async () => {
  await using registry = await serve();
  const catalogue = [{ ...double, file: { ...double.file, sha256: 'f'.repeat(64) } }];

  await assert.rejects(ensureModel('tiny-double', { ...options(registry), catalogue }), {
    code: 'model_unavailable',
    message: /not the pinned f{64}/,
  });

  await assertFolderHolds();
});

test('a pull can be stopped in the middle of a download', { timeout: 10_000 }, async () => {
  await using registry = await serve('stalled');
  const stop = new AbortController();
  const reason = new Error('stopped by the test');
  const onProgress = () => stop.abort(reason);

  await assert.rejects(
    ensureModel('tiny-double', { ...options(registry), onProgress, signal: stop.signal }),
    reason,
  );

  await assertFolderHolds();
});

test('two processes that pull at once both end with a good file', async () => {
  await using registry = await serve();
  const script = fileURLToPath(new URL('./testing/pull-process.ts', import.meta.url));
  const POSEFLEET_TEST_CATALOGUE = JSON.stringify(tiny.catalogue);
  const env = { ...registry.environment, POSEFLEET_MODELS: folder, POSEFLEET_TEST_CATALOGUE };

  const runs = ['tiny-double', 'tiny-double', 'tiny-triple'].map((name) =>
    promisify(execFile)(process.execPath, [script, name], { env }),
  );
  const outputs = await Promise.all(runs);

  const paths = outputs.map(({ stdout }) => stdout.trim());
  assert.deepEqual(
    paths,
    [double, double, triple].map((model) => modelPath(model, folder)),
  );
  await assertFolderHolds(double, triple);
});

function serve(...deliveries: Delivery[]) {
  return startRegistry({ ...tiny, ...(deliveries.length > 0 && { deliveries }) });
}

function options({ environment }: { environment: NodeJS.ProcessEnv }) {
  return { folder, environment, catalogue: tiny.catalogue };
}

/** The folder holds these models' files, with the right content, and nothing else. */
async function assertFolderHolds(...models: readonly (typeof double)[]): Promise<void> {
  const expected = models.map((model) => [basename(modelPath(model)), model.file.sha256]);
  const files = await readdir(folder);
  const actual = await Promise.all(files.map(async (name) => [name, await hashFile(join(folder, name))]));
  assert.deepEqual(actual.sort(), expected.sort());
}
