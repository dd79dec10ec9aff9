/** The command line as a process. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { type S3TestServer, startS3TestServer } from '../local/s3/s3-test-server.ts';
import { requireModel } from './catalogue.ts';
import { modelPath } from './pull.ts';
import { file, startFileServer } from './testing/file-server.ts';
import { cleanEnvironment } from './testing/local-registry.ts';
import { pinsOf, tinyOnnx, tinyOnnxOf } from './testing/url-model.ts';
import { zip } from './testing/zip-file.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const ONNX = tinyOnnx('a model '.repeat(1000));
let root: string;
let folder: string;
/** A folder that is a mirror: it has `dwpose-t`, whose hash is not published, as its makers' archive. */
let mirror: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'posefleet-models-'));
  folder = join(root, 'models');
  mirror = join(root, 'mirror');
  await Promise.all([mkdir(folder), mkdir(mirror)]);
  const archive = 'rtmpose-t_simcc-ucoco_dw-ucoco_270e-256x192-dcf277bf_20230728.zip';
  await writeFile(
    join(mirror, archive),
    await zip({ 'a/end2end.onnx': tinyOnnxOf(requireModel('dwpose-t')) }),
  );
});
after(() => rm(root, { recursive: true }));

describe('list', () => {
  test('shows every model with its size, who says its hash, and whether it is here', async () => {
    const { code, stdout } = await models(['list']);
    assert.equal(code, 0);
    assert.match(stdout, /^NAME +TASK +SIZE +HASH +HERE +WHAT$/m);
    assert.match(
      stdout,
      /^vitpose-b +top-down +360\.1 MB +published +no +ViTPose base: .*\(also vitpose\)$/m,
    );
    assert.match(stdout, /^dwpose-s +top-down +\? +unknown +no /m);
    assert.ok(Math.max(...stdout.split('\n').map((line) => line.length)) <= 160);
  });

  test('--json is for programs', async () => {
    const rows = JSON.parse((await models(['list', '--json'])).stdout) as Record<string, unknown>[];
    const row = rows.find(({ name }) => name === 'vitpose-b');
    assert.deepEqual([row?.local, row?.hash, row?.bytes], ['missing', 'published', 360_123_609]);
    assert.deepEqual(JSON.parse((await models(['list', '--here', '--json'])).stdout), []);
  });
});

describe('pull', () => {
  test('fetches a model and records its hash, which list and verify show', async () => {
    const { code, stdout, stderr } = await models(['pull', 'dwpose-t'], { POSEFLEET_MODEL_MIRRORS: mirror });
    assert.equal(code, 0, stderr);
    const path = modelPath(requireModel('dwpose-t'), folder);
    assert.equal(stdout, `dwpose-t                ${path}\n`);
    assert.match(stderr, /dwpose-t: downloading 100 %[\s\S]*dwpose-t: unpacking 100 %/);
    assert.match((await models(['list', '--here'])).stdout, /^dwpose-t .* recorded +yes /m);
    const verified = await models(['verify']);
    assert.equal(verified.code, 0);
    assert.match(verified.stdout, /^dwpose-t +good +recorded +\//);
  });

  test('of an unknown model is wrong usage, told before anything is fetched', async () => {
    const { code, stdout, stderr } = await models(['pull', 'movenet-thunder', 'nonsense']);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^There is no model "nonsense"\. Use one of /);
  });

  test('of what cannot be had ends with a code of its own, and says what to do', async () => {
    assert.equal((await models(['pull', 'vitpose', '--offline'])).code, 3);
    const npm = await models(['pull', 'thunder']);
    assert.equal(npm.code, 3);
    assert.match(npm.stderr, /cannot be reached/);
    const bring = await models(['pull', 'vitpose-h']);
    assert.equal(bring.code, 3);
    assert.match(bring.stderr, /models -- add vitpose-h --onnx FILE\.onnx/);
  });

  test('into a folder that cannot be written is a trouble of this machine', async () => {
    const notAFolder = join(root, 'file');
    await writeFile(notAFolder, '');
    const environment = { POSEFLEET_MODELS: notAFolder, POSEFLEET_MODEL_MIRRORS: mirror };
    const { code, stderr } = await models(['pull', 'dwpose-t'], environment);
    assert.equal(code, 5);
    assert.match(stderr, /^The models folder .* is not a folder/);
  });

  test('with mirrors that are none names the variable', async () => {
    const { code, stderr } = await models(['pull', 'vitpose'], { POSEFLEET_MODEL_MIRRORS: 'mirrors' });
    assert.equal(code, 5);
    assert.match(stderr, /POSEFLEET_MODEL_MIRRORS must name folders/);
  });

  test('stops at Ctrl-C, and goes on at the next call', async () => {
    await using server = await startFileServer();
    const content = Buffer.alloc(requireModel('yolox-nano').file.bytes ?? 0, 1);
    const path = '/yolox_nano_8xb8-300e_humanart-40f6f0d0.onnx';
    server.serve(path, file(content, { stallAfter: 1_000_000 }), file(content));
    const environment = { POSEFLEET_MODEL_MIRRORS: server.at('') };
    const part = `${modelPath(requireModel('yolox-nano'), folder)}.part`;
    const stopped = await models(['pull', 'yolox-nano'], environment, (child) => {
      const looking = setInterval(() => {
        if (!existsSync(part) || statSync(part).size === 0) return;
        clearInterval(looking);
        child.kill('SIGINT');
      }, 50);
    });
    assert.equal(stopped.code, 130);
    assert.match(stopped.stderr, /Interrupted/);

    const again = await models(['pull', 'yolox-nano'], environment);

    const ranges = server.seen
      .filter((request) => request.path === path)
      .map(({ range }) => range ?? 'whole');
    assert.match(ranges.join(' '), /^whole bytes=\d+- whole$/, 'what was kept may have been the reason');
    assert.equal(again.code, 3, 'it is another file');
    assert.match(again.stderr, /yolox-nano: The mirror was passed over: http.* has the SHA-256/);
  });
});

test('verify tells missing and damaged models, and fails', async () => {
  await writeFile(modelPath(requireModel('lightning'), folder), 'not a model');
  const { code, stdout } = await models(['verify', 'thunder', 'lightning', '--json']);
  assert.equal(code, 1);
  const states = (JSON.parse(stdout) as { state: string }[]).map(({ state }) => state);
  assert.deepEqual(states, ['missing', 'damaged']);
  await rm(modelPath(requireModel('lightning'), folder));
});

describe('a model of one’s own', () => {
  let server: S3TestServer;
  before(async () => {
    server = await startS3TestServer();
    await server.s3.send(new CreateBucketCommand({ Bucket: 'models' }));
  });
  after(() => server.close());

  const entry = (name: string, aliases: string[]) => {
    const source = { origin: 'our own training' };
    return { ...requireModel('vitpose-b'), name, aliases, file: {}, source };
  };

  test('is added, listed, verified, published and removed', async () => {
    const json = join(root, 'ours.json');
    await writeFile(json, JSON.stringify(entry('ours', ['our-own'])));
    await writeFile(join(root, 'ours.onnx'), ONNX);

    const added = await models(['add', json, '--json']);
    assert.equal(added.code, 0, added.stderr);
    const { path, ...facts } = JSON.parse(added.stdout);
    assert.deepEqual(facts, { name: 'ours', aliases: ['our-own'], ...pinsOf(ONNX) });
    assert.match(
      added.stderr,
      /^The service knows ours from its next start\. In the cloud, publish it and put \{"name":"ours","aliases":\["our-own"\],"task":"top-down","detector":"yolox-m"\} into posefleet\.models\.added of cdk\.json for the next deploy\.$/m,
    );
    assert.match((await models(['list', '--here'])).stdout, /^ours .* recorded +yes .*\(also our-own\)$/m);
    assert.match((await models(['verify', 'our-own'])).stdout, /^ours +good +recorded /);

    const config = server.s3.config;
    const { accessKeyId, secretAccessKey } = await config.credentials();
    const published = await models(['publish', 'ours', '--bucket', 'models'], {
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      POSEFLEET_MODEL_MIRRORS: mirror,
    });
    // Its detector belongs to it, and cannot be had here.
    assert.equal(published.code, 3);
    assert.match(published.stdout, /^ours +uploaded +s3:\/\/models\/models\/ours-\w{8}\.onnx$/m);
    for (const name of ['ours', 'our-own']) {
      const request = new GetObjectCommand({ Bucket: 'models', Key: `models/added/${name}.json` });
      const text = await (await server.s3.send(request)).Body?.transformToString();
      assert.equal(JSON.parse(text ?? '').file.sha256, pinsOf(ONNX).sha256);
    }

    const removed = await models(['remove', 'ours']);
    assert.equal(removed.code, 0);
    assert.match(removed.stdout, /^ours was removed\. A service that runs knows it until it is restarted\./);
    assert.equal((await models(['remove', 'ours'])).code, 2);
    assert.doesNotMatch((await models(['list'])).stdout, /^ours /m);
    assert.ok(path.startsWith(folder));
  });

  test('is not published into a bucket that is not there, or without a region, and that is said', async () => {
    const { accessKeyId, secretAccessKey } = await server.s3.config.credentials();
    const environment = {
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_CONFIG_FILE: join(root, 'none'),
      POSEFLEET_MODEL_MIRRORS: mirror,
    };
    const to = (bucket: string, region: string) =>
      models(['publish', 'dwpose-t', '--bucket', bucket], { ...environment, AWS_REGION: region });
    const missing = await to('nobodys', 'eu-central-1');
    assert.equal(missing.code, 5);
    assert.match(
      missing.stderr,
      /^The bucket nobodys cannot be used \(NoSuchBucket.*output ModelsBucket.*AWS_REGION/m,
    );
    assert.match((await to('models', '')).stderr, /^The bucket models cannot be used \(.*[Rr]egion/m);
  });

  test('that does not fit is refused with all reasons', async () => {
    const json = join(root, 'wrong.json');
    await writeFile(json, JSON.stringify(entry('wrong', ['human'])));
    await writeFile(join(root, 'wrong.onnx'), tinyOnnx('wrong', { outputs: [] }));
    const { code, stderr } = await models(['add', json]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^wrong cannot be added with .*wrong\.onnx:\n {2}- aliases: "human".*\n {2}- There is no output "output_0"; the model has none\.\n$/,
    );
  });
});

test('an unknown command is wrong usage', async () => {
  assert.equal((await models(['frobnicate'])).code, 2);
});

test('the help shows examples and exit codes', async () => {
  const { code, stdout } = await models(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /npm run models -- pull movenet-multipose/);
  assert.match(stdout, /130 {2}interrupted/);
  for (const command of ['list', 'pull', 'verify', 'add', 'remove', 'publish']) {
    const { stdout: own } = await models([command, '--help']);
    assert.match(own, new RegExp(`Examples:\\n  npm run models -- ${command}`));
  }
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command in a models folder of its own and with a registry and a proxy that do not answer. */
function models(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  watch: (child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const dead = 'http://127.0.0.1:9/';
  const env = {
    ...cleanEnvironment(dead),
    POSEFLEET_MODELS: folder,
    POSEFLEET_MODEL_MIRRORS: '',
    HTTPS_PROXY: dead,
    ...environment,
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
    watch(child);
  });
}
