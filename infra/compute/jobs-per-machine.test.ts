import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../config/config.ts';
import { DEFAULT_INSTANCE_TYPES, type Machine, machineOf } from './instance-types.ts';
import { jobsOn, mostJobsPerMachine, usableMemoryMiB } from './jobs-per-machine.ts';

const machine = (type: string) => machineOf(type) as Machine;

describe('jobs on a machine', () => {
  it('are as many as vCPUs, memory and GPUs allow', () => {
    const cpu = parseConfig({ job: { vcpus: 2, memoryMiB: 4096 } });
    assert.equal(jobsOn(machine('m7i.4xlarge'), cpu), 8);
    assert.equal(jobsOn(machine('c7i.4xlarge'), cpu), 7, 'by memory');
    const gpu = parseConfig({ compute: 'gpu', job: { vcpus: 4, memoryMiB: 4096 } });
    assert.equal(jobsOn(machine('g5.16xlarge'), gpu), 1, 'by GPUs');
    assert.equal(jobsOn(machine('g5.48xlarge'), gpu), 8);
  });

  it('are none where one does not fit', () => {
    assert.equal(jobsOn(machine('c7i.xlarge'), parseConfig({})), 0);
    assert.equal(jobsOn(machine('m7i.xlarge'), parseConfig({ compute: 'gpu' })), 0);
  });

  for (const compute of ['cpu', 'gpu'] as const) {
    it(`leave a part of the memory to the host on every default type for ${compute}`, () => {
      const config = parseConfig({ compute });
      for (const type of DEFAULT_INSTANCE_TYPES[compute]) {
        const jobs = jobsOn(machine(type), config);
        assert.equal(jobs, 1, type);
        const left = machine(type).memoryMiB - jobs * config.job.memoryMiB;
        assert.ok(left >= 1024, `${type} has ${left} MiB left`);
      }
    });
  }

  it('never take what the host needs', () => {
    for (const memoryMiB of [4096, 16_384, 786_432]) {
      const usable = usableMemoryMiB({ memoryMiB });
      assert.ok(usable < memoryMiB * 0.94 && usable > memoryMiB * 0.85, String(usable));
    }
  });
});

describe('the most jobs a machine', () => {
  it('is that of the largest type', () => {
    const instances = { types: ['m7i.xlarge', 'm7i.4xlarge', 'm7i.2xlarge'] };
    assert.equal(mostJobsPerMachine(parseConfig({ instances })), 4);
  });

  it('is taken from the size of types that are not known', () => {
    assert.equal(mostJobsPerMachine(parseConfig({ instances: { types: ['r7i.8xlarge'] } })), 8);
    assert.equal(mostJobsPerMachine(parseConfig({ instances: { types: ['r7i.large'] } })), 1);
  });
});
