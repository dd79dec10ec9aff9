import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { detectorOf, findModel, requireModel } from '../../models/catalogue.ts';
import { CONFIG_KEY, defaultOwnerOf, parseConfig } from './config.ts';

test('every field has a default, and the file in the repository is valid', async () => {
  const defaults = parseConfig(undefined);
  assert.deepEqual([defaults.stage, defaults.compute, defaults.keepData], ['prod', 'cpu', true]);
  assert.deepEqual(defaults.job, { vcpus: 4, memoryMiB: 12_288, gpus: 1, timeoutMinutes: 360, attempts: 10 });
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
      /models\.added: names vitpose/,
    );
  }
  const built = { models: { source: 'image', added: [ours] } };
  assert.throws(() => parseConfig(built), /models\.added: is for models in the bucket alone/);
});
