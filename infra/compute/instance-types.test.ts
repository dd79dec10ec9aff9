import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../config/config.ts';
import { DEFAULT_INSTANCE_TYPES, instanceTypesOf, isArm, machineOf, mostVcpusOf } from './instance-types.ts';

describe('the table of instance types', () => {
  it('knows vCPUs, memory and GPUs as EC2 lists them', () => {
    const rows = {
      'g4dn.xlarge': [4, 16, 1],
      'g4dn.12xlarge': [48, 192, 4],
      'g4dn.16xlarge': [64, 256, 1],
      'g5.16xlarge': [64, 256, 1],
      'g5.48xlarge': [192, 768, 8],
      'g6.24xlarge': [96, 384, 4],
      'g6e.xlarge': [4, 32, 1],
      'c7i.large': [2, 4, 0],
      'c7i.2xlarge': [8, 16, 0],
      'm6i.32xlarge': [128, 512, 0],
      'm7i.48xlarge': [192, 768, 0],
    };
    for (const [type, [vcpus, gib = 0, gpus]] of Object.entries(rows)) {
      assert.deepEqual(machineOf(type), { vcpus, memoryMiB: gib * 1024, gpus }, type);
    }
  });

  it('says nothing of types that it does not know', () => {
    for (const type of ['p5.48xlarge', 'g5.metal', 'c7i.3xlarge', 'constructor.xlarge', 'nonsense']) {
      assert.equal(machineOf(type), undefined, type);
    }
  });

  it('guesses the vCPUs of unknown types from their size, and high where it does not tell', () => {
    assert.equal(mostVcpusOf('r7i.2xlarge'), 8);
    assert.equal(mostVcpusOf('r7i.large'), 2);
    assert.equal(mostVcpusOf('z1d.metal'), 192);
  });

  it('tells Arm machines from others', () => {
    for (const type of ['c7g.xlarge', 'm6gd.large', 'c7gn.xlarge', 't4g.micro', 'g5g.xlarge', 'a1.large']) {
      assert.ok(isArm(type), type);
    }
    for (const type of ['g4dn.xlarge', 'g5.xlarge', 'g6e.xlarge', 'm7i-flex.large', 'c7a.xlarge']) {
      assert.ok(!isArm(type), type);
    }
  });
});

describe('default instance types', () => {
  it('are used unless others are configured', () => {
    assert.deepEqual(instanceTypesOf(parseConfig({})), DEFAULT_INSTANCE_TYPES.cpu);
    assert.deepEqual(instanceTypesOf(parseConfig({ compute: 'gpu' })), DEFAULT_INSTANCE_TYPES.gpu);
    assert.deepEqual(instanceTypesOf(parseConfig({ instances: { types: ['g5.2xlarge'] } })), ['g5.2xlarge']);
  });
});
