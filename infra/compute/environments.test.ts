import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import { allOf, computeTemplate, onlyOf, type Properties } from './testing/compute-template.ts';

const template = computeTemplate();

/** Environments in the order in which the queue tries them. */
function inOrder(from: Template): Properties[] {
  const all = from.findResources('AWS::Batch::ComputeEnvironment');
  const order: Properties[] = onlyOf(from, 'Batch::JobQueue').ComputeEnvironmentOrder;
  return order
    .toSorted((one, other) => one.Order - other.Order)
    .map(({ ComputeEnvironment }) => all[ComputeEnvironment['Fn::GetAtt'][0]]?.Properties);
}
const machinesOf = (from: Template) => inOrder(from).map(({ ComputeResources }) => ComputeResources);

describe('environments', () => {
  it('are Spot first, on-demand second', () => {
    assert.deepEqual(
      machinesOf(template).map(({ Type, AllocationStrategy }) => [Type, AllocationStrategy]),
      [
        ['SPOT', 'SPOT_PRICE_CAPACITY_OPTIMIZED'],
        ['EC2', 'BEST_FIT_PROGRESSIVE'],
      ],
    );
  });

  it('are on-demand alone where Spot is off', () => {
    const machines = machinesOf(computeTemplate({ instances: { spot: false } }));
    assert.deepEqual(
      machines.map(({ Type, MaxvCpus }) => [Type, MaxvCpus]),
      [['EC2', 64]],
    );
  });

  it('have no vCPU at rest, and the configured ones at most together', () => {
    const machines = machinesOf(computeTemplate({ instances: { maxVcpus: 100 } }));
    assert.deepEqual(
      machines.map(({ MinvCpus }) => MinvCpus),
      [0, 0],
    );
    assert.deepEqual(
      machines.map(({ DesiredvCpus }) => DesiredvCpus),
      [undefined, undefined],
    );
    assert.equal(
      machines.reduce((sum, { MaxvCpus }) => sum + MaxvCpus, 0),
      100,
    );
  });

  for (const [compute, image, types] of [
    ['cpu', 'ECS_AL2023', ['m7i.xlarge', 'm6i.xlarge']],
    ['gpu', 'ECS_AL2023_NVIDIA', ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge']],
  ] as const) {
    it(`for ${compute} name their image and types, and leave none of it to a default`, () => {
      for (const { Ec2Configuration, InstanceTypes } of machinesOf(computeTemplate({ compute }))) {
        assert.deepEqual(Ec2Configuration, [{ ImageType: image }]);
        assert.deepEqual(InstanceTypes, types);
      }
    });
  }

  it('are updated in place without ending jobs, with the newest image', () => {
    for (const { ReplaceComputeEnvironment, UpdatePolicy, ServiceRole, ComputeResources } of inOrder(
      template,
    )) {
      assert.equal(ReplaceComputeEnvironment, false);
      assert.equal(UpdatePolicy.TerminateJobsOnUpdate, false);
      assert.equal(ServiceRole, undefined);
      assert.equal(ComputeResources.UpdateToLatestImageVersion, true);
      assert.match(ComputeResources.LaunchTemplate.Version['Fn::GetAtt'][1], /LatestVersionNumber/);
    }
  });

  it('and the queue have no names of ours', () => {
    for (const { ComputeEnvironmentName } of inOrder(template))
      assert.equal(ComputeEnvironmentName, undefined);
    assert.equal(onlyOf(template, 'Batch::JobQueue').JobQueueName, undefined);
  });

  it('start machines that can be told apart on the bill', () => {
    for (const { Tags } of machinesOf(template)) {
      assert.deepEqual(Tags, { Name: 'posefleet-prod', project: 'posefleet', stage: 'prod' });
    }
  });

  it('outlast neither their network nor their rights', () => {
    for (const { DependsOn } of Object.values(template.findResources('AWS::Batch::ComputeEnvironment'))) {
      for (const part of [/InternetRoute/, /InstancesRoleDefaultPolicy/]) {
        assert.ok(
          DependsOn.some((id: string) => part.test(id)),
          String(part),
        );
      }
    }
  });
});

describe('the launch template', () => {
  const data = onlyOf(template, 'EC2::LaunchTemplate').LaunchTemplateData;

  it('has an encrypted disk for the largest video', () => {
    const [{ DeviceName, Ebs }] = data.BlockDeviceMappings;
    assert.equal(DeviceName, '/dev/xvda');
    assert.deepEqual(Ebs, { VolumeType: 'gp3', VolumeSize: 170, Encrypted: true, DeleteOnTermination: true });
  });

  it('allows metadata by IMDSv2 alone, one hop far', () => {
    const { HttpTokens, HttpPutResponseHopLimit, HttpProtocolIpv6 } = data.MetadataOptions;
    assert.deepEqual([HttpTokens, HttpPutResponseHopLimit, HttpProtocolIpv6], ['required', 1, 'disabled']);
  });

  it('opens no port and names no key', () => {
    assert.equal(data.KeyName, undefined);
    assert.equal(data.NetworkInterfaces, undefined);
    assert.equal(allOf(template, 'Batch::ComputeEnvironment')[0]?.ComputeResources.Ec2KeyPair, undefined);
  });
});
