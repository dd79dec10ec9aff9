import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { detectorOf, findModel, requireModel } from '../../models/catalogue.ts';
import { CONFIG_KEY, defaultOwnerOf, parseConfig } from './config.ts';

test('every field has a default, and the file in the repository is valid', async () => {
  const defaults = parseConfig(undefined);
  assert.deepEqual([defaults.stage, defaults.compute, defaults.keepData], ['prod', 'cpu', true]);
  assert.deepEqual(defaults.job, {
    ...{ vcpus: 4, memoryMiB: 12_288, gpus: 1, timeoutMinutes: 360, attempts: 10 },
    ...{ chunkSeconds: 10, groupTasks: 25, hwaccel: 'auto' },
  });
  const { context } = JSON.parse(await readFile(new URL('../../cdk.json', import.meta.url), 'utf8'));
  assert.deepEqual(parseConfig(context[CONFIG_KEY]).owners, ['main']);
});

const WRONG: [wrong: object, field: string][] = [
  [{ stage: 'Prod' }, 'stage'],
  [{ stage: 'a'.repeat(21) }, 'stage'],
  [{ account: '12345' }, 'account'],
  [{ region: 'Frankfurt' }, 'region'],
  [{ owners: [] }, 'owners'],
  [{ owners: ['Ann'] }, 'owners.0'],
  [{ owners: ['ann', 'bob', 'ann'] }, 'owners'],
  [{ owners: ['ann'], defaultOwner: 'bob' }, 'defaultOwner'],
  [{ sourceBuckets: [{ bucket: 'films', owners: ['bob'] }] }, 'sourceBuckets.0.owners'],
  [{ sourceBuckets: [{ bucket: 'Films!', owners: ['main'] }] }, 'sourceBuckets.0.bucket'],
  [
    {
      sourceBuckets: [
        { bucket: 'films', owners: ['main'] },
        { bucket: 'films', owners: ['main'] },
      ],
    },
    'sourceBuckets',
  ],
  [{ compute: 'tpu' }, 'compute'],
  [{ instances: { types: ['large'] } }, 'instances.types.0'],
  [{ instances: { maxVcpus: 0 } }, 'instances.maxVcpus'],
  [{ job: { gpus: 1.5 } }, 'job.gpus'],
  [{ job: { timeoutMinutes: 0 } }, 'job.timeoutMinutes'],
  [{ job: { attempts: 11 } }, 'job.attempts'],
  [{ job: { chunkSeconds: 11 } }, 'job.chunkSeconds'],
  [{ job: { groupTasks: 0 } }, 'job.groupTasks'],
  [{ job: { hwaccel: 'vaapi' } }, 'job.hwaccel'],
  [{ job: { hwaccel: 'cuda' } }, 'job.hwaccel'],
  [{ models: { source: 'disk' } }, 'models.source'],
  [{ api: { corsOrigins: ['http://example.com'] } }, 'api.corsOrigins.0'],
  [{ api: { burst: '100' } }, 'api.burst'],
  [{ maxUploadGiB: 0 }, 'maxUploadGiB'],
  [{ retentionDays: 0 }, 'retentionDays'],
  [{ logRetentionDays: 2 }, 'logRetentionDays'],
  [{ network: 'vpn' }, 'network'],
  [{ budgetUsdPerMonth: 100 }, 'alarmEmail'],
  [{ alarmEmail: 'nobody' }, 'alarmEmail'],
  [{ image: '' }, 'image'],
  [{ keepData: 'yes' }, 'keepData'],
];

for (const [wrong, field] of WRONG) {
  test(`${JSON.stringify(wrong).slice(0, 70)} is refused, naming ${field}`, () => {
    const named = new RegExp(`^  ${CONFIG_KEY}\\.${field.replaceAll('.', '\\.')}: `, 'm');
    assert.throws(() => parseConfig(wrong), named);
  });
}

test('a misspelt field is refused by its name, at any depth', () => {
  assert.throws(() => parseConfig({ owner: ['ann'] }), /"owner"/);
  assert.throws(() => parseConfig({ job: { cpus: 4 } }), /posefleet\.job: .*"cpus"/);
});

test('all that is wrong is told at once', () => {
  assert.throws(
    () => parseConfig({ stage: '', compute: 'tpu', job: { vcpus: 0 } }),
    /posefleet\.stage(.|\n)*posefleet\.compute(.|\n)*posefleet\.job\.vcpus/,
  );
});

test('the command line gives JSON', () => {
  assert.equal(parseConfig('{"stage": "test"}').stage, 'test');
  assert.throws(() => parseConfig('stage=test'), /-c posefleet=… is not JSON/);
});

test('the default owner is the first unless another is named', () => {
  assert.equal(defaultOwnerOf(parseConfig({ owners: ['ann', 'bob'] })), 'ann');
  assert.equal(defaultOwnerOf(parseConfig({ owners: ['ann', 'bob'], defaultOwner: 'bob' })), 'bob');
});

test('a default model must be one that can be run, and take boxes where it stands for those', () => {
  assert.throws(
    () => parseConfig({ models: { default: 'vitposs' } }),
    /posefleet\.models\.default: There is no model/,
  );
  assert.throws(
    () => parseConfig({ models: { default: 'yolox-m' } }),
    /models\.default: must be a model of poses/,
  );
  const oneStage = { models: { defaultTopDown: 'movenet-multipose' } };
  assert.throws(() => parseConfig(oneStage), /models\.defaultTopDown: must be a model that takes boxes/);
});

test('what requests get that name no model is ViTPose, from the models bucket', () => {
  const { models } = parseConfig({});
  for (const name of [models.default, models.defaultTopDown]) {
    assert.equal(requireModel(name).name, 'vitpose-b');
    assert.equal(findModel(detectorOf(requireModel(name), {}) ?? '')?.task, 'detector');
  }
  assert.equal(models.source, 'bucket');
});

test('models of one’s own may be defaults; none takes a name that is there already', () => {
  const ours = { name: 'ours', task: 'top-down', detector: 'yolox-m' };
  const { models } = parseConfig({ models: { default: 'ours', added: [ours] } });
  assert.deepEqual(models.added, [{ ...ours, aliases: [] }]);
  for (const name of ['vitpose-b', 'vitpose']) {
    assert.throws(
      () => parseConfig({ models: { added: [{ ...ours, name }] } }),
      /models\.added\.0\.name: is vitpose(-b)?, which the model vitpose-b has already/,
    );
  }
  const built = { models: { source: 'image', added: [ours] } };
  assert.throws(() => parseConfig(built), /models\.added: is for models in the bucket alone/);
});

test('a default model that needs a detector and has none is refused', () => {
  for (const name of ['face', 'animal', 'rtmpose-t-face']) {
    assert.throws(
      () => parseConfig({ models: { default: name } }),
      /posefleet\.models\.default: is rtmpose-\w-\w+, which needs a detector and has none/,
    );
    assert.equal(parseConfig({ models: { defaultTopDown: name } }).models.defaultTopDown, name);
  }
  const ours = { name: 'ours', task: 'top-down' };
  assert.throws(
    () => parseConfig({ models: { default: 'ours', added: [ours] } }),
    /models\.default: is ours, which needs a detector/,
  );
});

test('a model whose file has to be brought cannot be built into the image', () => {
  const huge = { models: { default: 'vitpose-h', source: 'image' } };
  assert.throws(
    () => parseConfig(huge),
    /posefleet\.models\.default: is vitpose-h, whose file nobody publishes .* models\.source to bucket/,
  );
  assert.equal(parseConfig({ models: { default: 'vitpose-h' } }).models.default, 'vitpose-h');
});

const ADDED: [wrong: object | object[], complaint: RegExp][] = [
  [{ aliases: ['vitpose'] }, /added\.0\.aliases: has vitpose, which the model vitpose-b has already/],
  [{ aliases: ['yolox-m'] }, /added\.0\.aliases: has yolox-m, which the model yolox-m has/],
  [{ aliases: ['ours'] }, /added\.0\.aliases: has ours, which the model ours has/],
  [[{}, { name: 'theirs', aliases: ['ours'] }], /added\.1\.aliases: has ours, which the model ours has/],
  [[{ aliases: ['a'] }, { name: 'a' }], /added\.1\.name: is a, which the model ours has/],
  [{ detector: 'yolox-q' }, /added\.0\.detector: There is no model "yolox-q"\..*yolox-nano/],
  [{ detector: 'vitpose' }, /added\.0\.detector: names vitpose-b, which needs boxes itself/],
  [{ task: 'one-stage', detector: 'yolox-m' }, /added\.0\.detector: is for models of the task top-down/],
  [{ name: 'Ours' }, /added\.0\.name: must be lower-case/],
];

for (const [wrong, complaint] of ADDED) {
  test(`a model of one's own with ${JSON.stringify(wrong)} is refused`, () => {
    const added = [wrong].flat().map((model) => ({ name: 'ours', task: 'top-down', ...model }));
    assert.throws(() => parseConfig({ models: { added } }), complaint);
  });
}

test('a detector of one’s own may stand behind the model that it serves', () => {
  const added = [
    { name: 'ours', aliases: [], task: 'top-down', detector: 'finder' },
    { name: 'finder', aliases: ['our-finder'], task: 'detector' },
  ];
  assert.deepEqual(parseConfig({ models: { default: 'ours', added } }).models.added, added);
});

test('a wrong field is told in a sentence, without a stack', () => {
  const CDK_CONTEXT_JSON = JSON.stringify({ [CONFIG_KEY]: { stage: 'Prod' } });
  const app = new URL('../app.ts', import.meta.url).pathname;
  const { status, stderr } = spawnSync(process.execPath, [app], {
    env: { ...process.env, CDK_CONTEXT_JSON },
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /^The configuration in cdk.json is not valid:\n {2}posefleet\.stage: [^\n]+\n$/);
});
