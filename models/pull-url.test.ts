/** Pulls of models that lie at an address, as it is or in an archive, and out of mirrors. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ModelEntry } from './catalogue.ts';
import { modelPath } from './pull/model-folder.ts';
import { recordPath } from './pull/recorded-hash.ts';
import { ensureModel, type PullOptions, type PullProgress, verifyModel } from './pull.ts';
import { type FileServer, file, startFileServer, status } from './testing/file-server.ts';
import { pinsOf, tinyOnnx, urlModel } from './testing/url-model.ts';
import { zip } from './testing/zip-file.ts';

const ONNX = tinyOnnx('the right one '.repeat(8000));
const OTHER = tinyOnnx('another one '.repeat(8000));
const PATIENCE = { connect: 2_000, stall: 1_000, pauses: [5] };
const MEMBER = { member: 'end2end.onnx' };

let root: string;
let folder: string;
let server: FileServer;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'posefleet-pull-url-'));
  folder = join(root, 'models');
  server = await startFileServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

describe('a file whose hash is published', () => {
  test('is fetched, verified and found again', async () => {
    server.serve('/far.onnx', file(ONNX));
    const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));

    const found = await pull(model);

    assert.deepEqual(found, { path: modelPath(model, folder), sha256: pinsOf(ONNX).sha256 });
    assert.deepEqual(await pull(model), found);
    assert.equal(server.seen.length, 1);
    const { state, hash } = await verifyModel(model, { folder });
    assert.deepEqual([state, hash], ['good', 'published']);
    assert.deepEqual(await readdir(folder), [basename(found.path)]);
  });

  test('and is another one never becomes visible', async () => {
    server.serve('/far.onnx', file(OTHER));
    const { sha256 } = pinsOf(ONNX);
    const model = urlModel(server.at('/far.onnx'), { sha256 });

    await assert.rejects(pull(model), {
      code: 'model_unavailable',
      message: new RegExp(
        `/far.onnx has the SHA-256 ${pinsOf(OTHER).sha256} and not the published ${sha256}`,
      ),
    });

    assert.deepEqual(await readdir(folder), []);
  });

  test('of the right size with one wrong byte is refused', async () => {
    const wrong = Buffer.from(ONNX);
    wrong[100] = 0;
    server.serve('/far.onnx', file(wrong));
    await assert.rejects(pull(urlModel(server.at('/far.onnx'), pinsOf(ONNX))), /has the SHA-256/);
    assert.deepEqual(await readdir(folder), []);
  });

  test('is gone on with by a later pull, and fetched anew where what was kept is wrong', async () => {
    const model = urlModel(server.at('/far.onnx'), { sha256: pinsOf(ONNX).sha256 });
    const half = { breakAfter: ONNX.length / 2, etag: '"same"' };
    server.serve('/far.onnx', file(ONNX, half), status(503));
    await assert.rejects(pull(model), /answers 503.*copy it from a machine that has it/s);
    assert.deepEqual((await readdir(folder)).length, 2, 'the part and its note');
    // A server whose tag says nothing: what was kept is the beginning of another file.
    server.serve('/far.onnx', file(OTHER, half), status(503));
    const part = `${modelPath(model, folder)}.part`;
    await writeFile(part, OTHER.subarray(0, ONNX.length / 2));
    server.seen.length = 0;
    server.serve('/far.onnx', file(ONNX, { etag: '"same"' }));

    await pull(model);

    assert.equal(server.seen.length, 2);
    assert.match(server.seen[0]?.range ?? '', /^bytes=/);
    assert.equal(server.seen[1]?.range, undefined);
    assert.deepEqual(await readdir(folder), [basename(modelPath(model, folder))]);
  });
});

describe('an archive', () => {
  test('is fetched, and the model taken out of it', async () => {
    const archive = await zip({ 'a/b/end2end.onnx': ONNX, 'a/b/deploy.json': Buffer.from('{}') });
    server.serve('/far.zip', file(archive, { breakAfter: 500 }), file(archive));
    const pins = pinsOf(archive);
    const model = urlModel(server.at('/far.zip'), pinsOf(ONNX), { ...MEMBER, ...pins });
    const seen: PullProgress[] = [];

    const { path } = await pull(model, { onProgress: (progress) => seen.push(progress) });

    assert.deepEqual(await readFile(path), Buffer.from(ONNX));
    assert.deepEqual(await readdir(folder), [basename(path)]);
    const last = (stage: PullProgress['stage']) => seen.findLast((progress) => progress.stage === stage);
    assert.deepEqual(last('download'), { stage: 'download', done: pins.bytes, total: pins.bytes });
    assert.deepEqual(last('unpack'), { stage: 'unpack', done: ONNX.length, total: ONNX.length });
  });

  test('that is broken, has another model, or none, is refused and dropped', async () => {
    const good = await zip({ 'end2end.onnx': ONNX });
    const cases: [archive: Uint8Array, source: object, complaint: RegExp][] = [
      [Buffer.from('<html>'), {}, /is no archive that can be used/],
      [good.subarray(0, 300), {}, /is no archive that can be used/],
      [await zip({ 'other.onnx': ONNX }), {}, /there is no end2end\.onnx in it/],
      [await zip({ 'end2end.onnx': OTHER }), {}, /end2end\.onnx has \d+ bytes and not \d+/],
      [good, { sha256: 'a'.repeat(64) }, /has the SHA-256 \w+ and not the published a{64}/],
      [good, { bytes: 5 }, /has \d+ bytes and not the expected 5/],
    ];
    for (const [archive, source, complaint] of cases) {
      server.serve('/far.zip', file(archive));
      const model = urlModel(server.at('/far.zip'), pinsOf(ONNX), { ...MEMBER, ...source });
      await assert.rejects(pull(model), { code: 'model_unavailable', message: complaint });
      assert.deepEqual(await readdir(folder), []);
    }
  });
});

describe('a hash that nobody published', () => {
  test('is recorded at the first pull, and enforced from then on', async () => {
    server.serve('/far.zip', file(await zip({ 'end2end.onnx': ONNX })));
    const model = urlModel(server.at('/far.zip'), {}, MEMBER);
    assert.equal((await verifyModel(model, { folder })).hash, 'unknown');

    const found = await pull(model);

    assert.equal(found.sha256, pinsOf(ONNX).sha256);
    const record = JSON.parse(await readFile(recordPath(model, folder), 'utf8'));
    assert.deepEqual(
      { ...record, recorded_at: '' },
      { ...pinsOf(ONNX), address: server.at('/far.zip'), recorded_at: '' },
    );
    assert.ok(Math.abs(Date.parse(record.recorded_at) - Date.now()) < 60_000);
    const verified = await verifyModel(model, { folder });
    assert.deepEqual([verified.state, verified.hash], ['good', 'recorded']);

    await writeFile(found.path, OTHER);
    assert.equal((await verifyModel(model, { folder })).state, 'damaged');
    server.serve('/far.zip', file(await zip({ 'end2end.onnx': Buffer.from(ONNX).fill(1, 50, 60) })));
    await assert.rejects(pull(model), {
      code: 'model_unavailable',
      message: /Its SHA-256 was recorded on .* from http.*remove .*\.pin\.json and pull it again/s,
    });
    server.serve('/far.zip', file(await zip({ 'end2end.onnx': ONNX })));
    assert.deepEqual(await pull(model), found);
  });

  test('is not recorded of something that is no whole model', async () => {
    const model = urlModel(server.at('/far.onnx'));
    const cases: [content: Uint8Array, complaint: RegExp][] = [
      [Buffer.from('<!DOCTYPE html><html>Please log in</html>'), /is no ONNX file: it is a web page/],
      [ONNX.subarray(0, ONNX.length - 30), /is cut off/],
      [Buffer.alloc(0), /is empty/],
      [
        tinyOnnx('of hands', {
          outputs: [{ name: 'output_0', type: 'float', shape: ['batch', 21, 64, 48] }],
        }),
        /is not the model far-away: Size 1 of the output "output_0" .* is 21, not 17/,
      ],
    ];
    for (const [content, complaint] of cases) {
      server.serve('/far.onnx', file(content));
      await assert.rejects(pull(model), { code: 'model_unavailable', message: complaint });
      assert.deepEqual(await readdir(folder), []);
    }
  });

  test('belongs to its address: another one is another file', () => {
    const one = modelPath(urlModel('http://host/a.zip', {}, MEMBER), folder);
    assert.notEqual(one, modelPath(urlModel('http://host/b.zip', {}, MEMBER), folder));
    assert.equal(one, modelPath(urlModel('http://host/a.zip', {}, MEMBER), folder));
  });

  test('whose record is damaged is told', async () => {
    const model = urlModel(server.at('/far.onnx'));
    await mkdir(folder);
    await writeFile(recordPath(model, folder), '{"sha256": 1}');
    await assert.rejects(pull(model), {
      code: 'model_unavailable',
      message: /should hold the recorded SHA-256/,
    });
  });
});

describe('mirrors', () => {
  test('are asked in their order, before the published address, under three names', async () => {
    const model = urlModel('http://127.0.0.1:9/path/far%20off.zip', { sha256: pinsOf(ONNX).sha256 }, MEMBER);
    server.serve(`/second/${basename(modelPath(model))}`, file(ONNX));

    await pull(model, mirrors(server.at('/first'), server.at('/second/')));

    assert.deepEqual(
      server.seen.map(({ path }) => path),
      ['/first', '/second'].flatMap((base) =>
        ['far%20off.zip', 'far%20off.onnx', basename(modelPath(model))].map((name) => `${base}/${name}`),
      ),
    );
  });

  test('may be folders, with the archive or with the model', async () => {
    const files = { 'far.zip': await zip({ 'end2end.onnx': ONNX }), 'far.onnx': ONNX };
    for (const [name, content] of Object.entries(files)) {
      const mirror = join(root, name, 'my models');
      await mkdir(mirror, { recursive: true });
      await writeFile(join(mirror, name), content);
      const model = urlModel('http://127.0.0.1:9/far.zip', pinsOf(ONNX), MEMBER);
      const { path } = await pull(model, mirrors(mirror));
      await rm(path);
    }
  });

  test('with a wrong file, or out of reach, are passed over and told', async () => {
    const notes: string[] = [];
    server.serve('/bad/far.onnx', file(OTHER));
    server.serve('/far.onnx', file(ONNX));
    const model = urlModel(server.at('/far.onnx'), { sha256: pinsOf(ONNX).sha256 });

    await pull(model, {
      ...mirrors('http://127.0.0.1:9/', server.at('/bad'), '/no/such/folder'),
      onNote: (note) => notes.push(note),
    });

    assert.equal(notes.length, 2, notes.join('\n'));
    assert.match(
      notes[0] ?? '',
      /^The mirror was passed over: http:\/\/127\.0\.0\.1:9\/far\.onnx cannot be reached/,
    );
    assert.match(notes[1] ?? '', /\/bad\/far\.onnx has the SHA-256/);
  });

  test('that cannot be read are passed over and told', async () => {
    const notes: string[] = [];
    server.serve('/far.onnx', file(ONNX));
    const model = urlModel(server.at('/far.onnx'), { sha256: pinsOf(ONNX).sha256 });
    const loop = join(root, 'loop');
    await symlink(loop, loop);
    const aFile = join(root, 'a file');
    await writeFile(aFile, '');
    // Not a file without rights: whoever runs as root may read that.
    const unreadable = join(root, 'unreadable');
    await mkdir(unreadable);
    await symlink('n'.repeat(300), join(unreadable, 'far.onnx'));
    const noTls = server.at('/tls').replace('http:', 'https:');
    const onNote = (note: string) => notes.push(note);

    await pull(model, { ...mirrors(loop, aFile, unreadable, noTls), onNote });

    for (const code of ['ELOOP', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_SSL_\\w+']) {
      assert.match(notes.join('\n'), new RegExp(`^The mirror was passed over: .* \\(${code}\\)`, 'm'));
    }
  });

  test('that are buckets without credentials are passed over and told', async () => {
    const notes: string[] = [];
    server.serve('/far.onnx', file(ONNX));
    const model = urlModel(server.at('/far.onnx'), { sha256: pinsOf(ONNX).sha256 });
    const nobody = {
      AWS_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: join(root, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(root, 'none'),
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_PROFILE: undefined,
    };
    using _ = environment(nobody);

    await pull(model, { ...mirrors('s3://their-models/onnx'), onNote: (note) => notes.push(note) });

    assert.equal(notes.length, 1, 'who cannot be asked is not asked for another name');
    assert.match(
      notes[0] ?? '',
      /^The mirror was passed over: s3:\/\/their-models\/onnx\/far\.onnx cannot be asked \(.*credentials.*\)/i,
    );
  });

  test('that do not have it are named when nobody has it', async () => {
    const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));
    const empty = join(root, 'empty');
    await assert.rejects(pull(model, mirrors(server.at('/here'), empty)), ({ message }: Error) => {
      const [first = '', second = '', last = ''] = message.split('; ');
      assert.ok(
        first.includes(`the mirror ${server.at('/here/')} has neither far.onnx nor far-away-`),
        message,
      );
      assert.ok(second.startsWith(`the mirror ${empty} has neither far.onnx nor far-away-`), message);
      assert.ok(last.startsWith(`${server.at('/far.onnx')} does not exist.`), message);
      return true;
    });
  });

  test('that alone have wrong files end the pull with all reasons', async () => {
    server.serve('/bad/far.onnx', file(OTHER));
    const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));
    await assert.rejects(pull(model, mirrors(server.at('/bad'))), {
      code: 'model_unavailable',
      message:
        /\/bad\/far\.onnx has \d+ bytes and not .*; http:\S+\/far\.onnx does not exist\. .*POSEFLEET_MODEL_MIRRORS/,
    });
  });

  test('must pass a recorded hash as well', async () => {
    server.serve('/far.onnx', file(ONNX));
    const model = urlModel(server.at('/far.onnx'));
    const { path } = await pull(model);
    await rm(path);
    server.serve('/mirror/far.onnx', file(tinyOnnx('the other one '.repeat(8000))));
    server.serve('/far.onnx', status(404));
    await assert.rejects(
      pull(model, mirrors(server.at('/mirror'))),
      /and not the recorded \w{64}.*does not exist/,
    );
  });

  test('are not asked offline', async () => {
    const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));
    await assert.rejects(
      pull(model, { ...mirrors(server.at('/mirror')), offline: true }),
      /may not be fetched/,
    );
    assert.equal(server.seen.length, 0);
  });
});

describe('secrets in addresses', () => {
  const SECRETS = /wonder|p%20w|tok3n/;
  const secretly = (address: string) => `${address.replace('//', '//ann%40lab:p%20w%3Awonder@')}?key=tok3n&a`;

  test('are sent to the mirror, and shown nowhere', async () => {
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    server.serve('/bad/far.onnx?key=tok3n&a', file(OTHER.subarray(0, 100)));
    server.serve('/good/far.onnx?key=tok3n&a', file(ONNX));
    const model = urlModel(server.at('/far.onnx'));

    await pull(model, { ...mirrors(secretly(server.at('/bad')), secretly(server.at('/good'))), onNote });

    const right = `Basic ${Buffer.from('ann@lab:p w:wonder').toString('base64')}`;
    assert.ok(server.seen.length >= 2 && server.seen.every(({ authorization }) => authorization === right));
    assert.match(notes.join(), /bad\/far\.onnx\?key=\[redacted\]&a is cut off/);
    const record = await readFile(recordPath(model, folder), 'utf8');
    assert.match(record, /"http:\/\/127\.0\.0\.1:\d+\/good\/far\.onnx\?key=\[redacted\]&a"/);
    assert.doesNotMatch(notes.join() + record, SECRETS);
  });

  test('are not in the error, nor in what is kept of a download that broke off', async () => {
    server.serve('/far.onnx?key=tok3n&a', file(ONNX, { breakAfter: 50_000 }), status(401));
    const model = urlModel('http://127.0.0.1:9/far.onnx', pinsOf(ONNX));
    const wanted = mirrors(secretly(server.at('')), 'http://bob:wonder@127.0.0.1:9');
    await assert.rejects(pull(model, wanted), ({ message }: Error) => {
      assert.match(message, /far\.onnx\?key=\[redacted\]&a answers 401/);
      assert.doesNotMatch(message, SECRETS);
      return true;
    });
    for (const name of await readdir(folder)) {
      assert.doesNotMatch(await readFile(join(folder, name), 'utf8'), SECRETS);
    }
  });
});

describe('two pulls at once', () => {
  test('of this process download once', async () => {
    server.serve('/far.onnx', file(ONNX));
    const model = urlModel(server.at('/far.onnx'));
    const [one, two] = await Promise.all([pull(model), pull(model)]);
    assert.deepEqual(one, two);
    assert.equal(server.seen.length, 1);
  });

  test('of three processes download once, slowly', async () => {
    server.serve('/far.onnx', (_request, response) => {
      response.writeHead(200, { 'content-length': ONNX.length });
      response.write(ONNX.subarray(0, 1000));
      setTimeout(() => response.end(ONNX.subarray(1000)), 3000);
    });
    const model = urlModel(server.at('/far.onnx'));
    const script = fileURLToPath(new URL('./testing/pull-process.ts', import.meta.url));
    const env = {
      ...process.env,
      POSEFLEET_MODELS: folder,
      POSEFLEET_MODEL_MIRRORS: '',
      POSEFLEET_TEST_CATALOGUE: JSON.stringify([model]),
    };
    const runs = [1, 2, 3].map(() => promisify(execFile)(process.execPath, [script, model.name], { env }));

    const outputs = await Promise.all(runs);

    assert.deepEqual(
      outputs.map(({ stdout }) => stdout.trim()),
      Array(3).fill(modelPath(model, folder)),
    );
    assert.equal(server.seen.length, 1);
    assert.equal((await verifyModel(model, { folder })).state, 'good');
  });

  test('the second goes on where the first was killed', async () => {
    const half = ONNX.length / 2;
    server.serve('/far.onnx', file(ONNX, { stallAfter: half }), file(ONNX));
    const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));
    const script = fileURLToPath(new URL('./testing/pull-process.ts', import.meta.url));
    const env = { ...process.env, POSEFLEET_MODELS: folder, POSEFLEET_MODEL_MIRRORS: '' };
    const child = execFile(process.execPath, [script, model.name], {
      env: { ...env, POSEFLEET_TEST_CATALOGUE: JSON.stringify([model]) },
    });
    const part = `${modelPath(model, folder)}.part`;
    while (!existsSync(part) || (await readFile(part)).length < half) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    // What a killed process leaves is taken over after a while; here that is made to be over.
    await rm(`${modelPath(model, folder)}.lock`);

    await pull(model);

    assert.equal(server.seen[1]?.range, `bytes=${half}-`);
  });
});

test('a pull can be stopped, and is then gone on with', async () => {
  const half = ONNX.length / 2;
  server.serve('/far.onnx', file(ONNX, { stallAfter: half }), file(ONNX));
  const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));
  const stop = new AbortController();
  const reason = new Error('stopped by the test');
  const onProgress = ({ done }: PullProgress) => done === half && stop.abort(reason);

  await assert.rejects(pull(model, { signal: stop.signal, onProgress }), reason);
  await pull(model);

  assert.equal(server.seen[1]?.range, `bytes=${half}-`);
});

test('a folder that cannot be written is told', async () => {
  await writeFile(folder, 'a file, not a folder');
  const model = urlModel(server.at('/far.onnx'), pinsOf(ONNX));
  await assert.rejects(pull(model), {
    code: 'model_unavailable',
    message: /^The models folder .* is not a folder \(E\w+\)\. .*POSEFLEET_MODELS/,
  });
});

test('a model whose file has to be brought says so', async () => {
  const model: ModelEntry = {
    ...urlModel('http://127.0.0.1:9/'),
    source: { kind: 'added', origin: 'their page' },
  };
  await assert.rejects(pull(model), {
    code: 'model_unavailable',
    message: /models -- add far-away --onnx FILE/,
  });
});

function pull(model: ModelEntry, options: PullOptions = {}) {
  return ensureModel(model, { folder, patience: PATIENCE, environment: {}, ...options });
}

function mirrors(...places: string[]): PullOptions {
  return { environment: { POSEFLEET_MODEL_MIRRORS: JSON.stringify(places) } };
}

/** Sets variables of this process for as long as the value lives. */
function environment(values: Record<string, string | undefined>): Disposable {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = (all: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of all) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(values));
  return { [Symbol.dispose]: () => set(before) };
}
