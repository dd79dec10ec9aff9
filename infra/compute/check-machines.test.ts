import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../config/config.ts';
import { checkMachines } from './check-machines.ts';

const check = (context: object, scope = new Stack(new App(), 'Test')) =>
  checkMachines(scope, parseConfig(context));

describe('checking jobs against machines', () => {
  it('accepts the defaults, and sizes that fit exactly', () => {
    check({});
    check({ compute: 'gpu' });
    check({
      compute: 'gpu',
      instances: { types: ['g5.12xlarge'], maxVcpus: 96 },
      job: { vcpus: 48, gpus: 4 },
    });
    check({ instances: { maxVcpus: 4, spot: false } });
  });

  const refused: [string, object, RegExp][] = [
    [
      'more vCPUs than any machine has',
      { job: { vcpus: 8 } },
      /^Error: posefleet\.job\.vcpus: is 8, .* 4 vCPUs/,
    ],
    [
      'more vCPUs than all machines together',
      { instances: { types: ['m7i.4xlarge'], maxVcpus: 8 }, job: { vcpus: 16 } },
      /^Error: posefleet\.instances\.maxVcpus: is 8, and one job has 16/,
    ],
    [
      'no room for both Spot and on-demand',
      { instances: { maxVcpus: 7 } },
      /^Error: posefleet\.instances\.maxVcpus: is 7, .* Make it 8 .*spot false/,
    ],
    [
      'GPUs on machines without any',
      { compute: 'gpu', instances: { types: ['m7i.xlarge'] } },
      /^Error: posefleet\.instances\.types: have no GPU/,
    ],
    [
      'more GPUs than a machine has',
      { compute: 'gpu', job: { gpus: 2 } },
      /^Error: posefleet\.job\.gpus: is 2, and the largest .* 1 GPUs/,
    ],
    [
      'more memory than a machine can give',
      { instances: { types: ['c7i.xlarge'] } },
      /^Error: posefleet\.job\.memoryMiB: is 12288, and the largest .* 7444 MiB/,
    ],
    [
      'the whole memory of a machine',
      { job: { memoryMiB: 16_384 } },
      /^Error: posefleet\.job\.memoryMiB: is 16384/,
    ],
    [
      'a job that fits no machine, although each part would fit one',
      { instances: { types: ['c7i.4xlarge', 'g6e.2xlarge'] }, job: { vcpus: 12, memoryMiB: 40_000 } },
      /^Error: posefleet\.instances\.types: no machine of these types/,
    ],
    [
      'Arm machines',
      { instances: { types: ['m7i.xlarge', 'm7g.xlarge'] } },
      /^Error: posefleet\.instances\.types: m7g\.xlarge is an Arm machine/,
    ],
  ];
  for (const [what, context, message] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => check(context), message));
  }

  it('accepts types that are not known, with a warning', () => {
    const stack = new Stack(new App(), 'Test');
    check({ compute: 'gpu', instances: { types: ['p5.4xlarge'] } }, stack);
    Annotations.fromStack(stack).hasWarning(
      '*',
      Match.stringLikeRegexp('nothing is known here about p5.4xlarge'),
    );
  });
});
