import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { CATALOGUE } from '../../models/catalogue.ts';
import { DEFAULT_INSTANCE_TYPES } from '../compute/instance-types.ts';
import { parseConfig } from '../config/config.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { checkTimeout } from './check-timeout.ts';
import { inputsOf } from './inputs.ts';
import { workOf } from './model-work.ts';
import { estimateSpeed, GPU_GMACS } from './speed.ts';

const speed = (context: object) => estimateSpeed(parseConfig(context)).realTimeFactor;

describe('the work of a model', () => {
  it('is known of the whole catalogue, and of nothing else', () => {
    for (const { name } of CATALOGUE) assert.ok((workOf(name)?.gmacs ?? 0) > 0, name);
    assert.equal(workOf('nobody'), undefined);
    assert.equal(workOf('constructor'), undefined);
  });

  it('is that of ViTPose’s paper where it is counted, without the head', () => {
    const head = 1.4;
    for (const [name, paper] of [
      ['vitpose-b', 17.1],
      ['vitpose-l', 59.8],
      ['vitpose-h', 122.9],
    ] as const) {
      const { gmacs } = workOf(name) ?? assert.fail(name);
      assert.ok(gmacs > paper && gmacs < paper + 2 * head, `${name}: ${gmacs}`);
    }
    assert.equal(workOf('vitpose-b-25')?.gmacs, workOf('vitpose-b')?.gmacs);
    assert.equal(workOf('rtmpose-l-26-384')?.gmacs, workOf('rtmpose-l-384')?.gmacs);
  });
});

describe('the speed', () => {
  it('is that of the default model, its detector and its machine', () => {
    const vitpose = estimateSpeed(parseConfig({}));
    assert.deepEqual([vitpose.models, vitpose.unknown], ['yolox-m and vitpose-b', []]);
    assert.ok(vitpose.realTimeFactor > 5, 'ViTPose on four vCPUs is far from real time');
    assert.ok(speed({ models: { default: 'movenet-multipose' } }) < 1);
    assert.ok(speed({ compute: 'gpu' }) < vitpose.realTimeFactor / 5);
    assert.ok(speed({ models: { default: 'vitpose-l' } }) > vitpose.realTimeFactor);
    assert.ok(speed({ models: { default: 'vitpose-s' } }) < vitpose.realTimeFactor);
  });

  it('grows with the machine', () => {
    const wide = { instances: { types: ['m7i.2xlarge'] }, job: { vcpus: 8 } };
    assert.ok(Math.abs(speed(wide) * 2 - speed({})) < 0.2);
    const on = (type: string) => speed({ compute: 'gpu', instances: { types: [type] } });
    assert.ok(on('g5.xlarge') < on('g4dn.xlarge'));
    assert.equal(on('p9.xlarge'), on('g4dn.xlarge'), 'an unknown GPU is taken for a slow one');
    for (const type of DEFAULT_INSTANCE_TYPES.gpu) assert.ok(GPU_GMACS[type.split('.')[0] ?? ''], type);
  });

  it('on a GPU is bounded by the processor, which decodes and encodes', () => {
    const light = { compute: 'gpu', models: { default: 'movenet-multipose' } };
    assert.ok(speed(light) > 0.2);
    assert.equal(speed(light), speed({ ...light, instances: { types: ['g6.xlarge'] } }));
  });

  it('says which models nothing is known of', () => {
    const added = [{ name: 'ours', task: 'top-down', detector: 'yolox-m' }];
    const ours = estimateSpeed(parseConfig({ models: { default: 'ours', added } }));
    assert.deepEqual(ours.unknown, ['ours']);
    assert.equal(ours.realTimeFactor, speed({}));
  });

  it('is what costs are estimated from, and stands among the assumptions', () => {
    for (const context of [{}, { compute: 'gpu' }, { models: { default: 'rtmo' } }]) {
      const config = parseConfig(context);
      assert.equal(inputsOf(config).realTimeFactor, speed(context));
    }
    const sentences = ASSUMPTIONS.filter(({ topic }) => topic === 'speed').map(({ sentence }) => sentence);
    assert.match(sentences.join(' '), /not measured on AWS/);
    assert.match(sentences.join(' '), new RegExp(`${speed({})} s`.replace('.', '\\.')));
  });
});

describe('the time of a job', () => {
  const warned = (context: object) => {
    const stack = new Stack(new App(), 'Test');
    checkTimeout(stack, parseConfig(context));
    const warnings = stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning');
    return warnings.map(({ data }) => String(data)).join();
  };

  it('that is too short for the longest video is told, with what would fit and what to do', () => {
    const text = warned({});
    assert.match(text, /posefleet\.job\.timeoutMinutes: is 360, and a video of 240 minutes/);
    assert.match(text, /yolox-m and vitpose-b on 4 vCPUs; about \d+ minutes of video fit/);
    assert.match(text, /posefleet\.compute gpu or posefleet\.models\.default movenet-multipose/);
    assert.match(
      warned({ compute: 'gpu', models: { default: 'vitpose-l' } }),
      /faster posefleet\.instances\.types/,
    );
  });

  it('that is enough is not spoken of', () => {
    assert.equal(warned({ models: { default: 'movenet-multipose' } }), '');
    assert.equal(warned({ limits: { videoMinutes: 10 } }), '');
    assert.equal(warned({ job: { timeoutMinutes: 10_080 }, limits: { videoMinutes: 60 } }), '');
  });
});
