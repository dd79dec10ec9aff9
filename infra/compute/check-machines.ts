/** Refuses, before anything is deployed, jobs that no machine could ever run. */
import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { instanceTypesOf, isArm, type Machine, machineOf } from './instance-types.ts';
import { jobsOn, usableMemoryMiB } from './jobs-per-machine.ts';

/** The part of the configuration that says what runs where. */
export type MachineConfig = Pick<PosefleetConfig, 'compute' | 'instances' | 'job'>;

/**
 * Checks that a job fits at least one of the instance types, and both environments. Of types that are not in the
 * table nothing can be said: they are accepted with a warning.
 *
 * @throws Error that names the field of the configuration.
 */
export function checkMachines(scope: Construct, config: MachineConfig): void {
  const types = instanceTypesOf(config);
  refuseArm(types);
  refuseFewVcpus(config);
  const machines = types.map(machineOf);
  const known = machines.filter((machine) => machine !== undefined);
  if (known.length === types.length) refuseTooLarge(config, known);
  for (const [index, type] of types.entries()) {
    if (machines[index] === undefined) warnUnknown(scope, type);
  }
}

function refuseArm(types: readonly string[]): void {
  const arm = types.find(isArm);
  if (arm !== undefined)
    refuse('instances.types', `${arm} is an Arm machine; the worker's image is for x86-64`);
}

function refuseFewVcpus({ instances, job }: MachineConfig): void {
  const { maxVcpus, spot } = instances;
  if (maxVcpus < job.vcpus) {
    refuse('instances.maxVcpus', `is ${maxVcpus}, and one job has ${job.vcpus} vCPUs (posefleet.job.vcpus)`);
  }
  if (spot && maxVcpus < 2 * job.vcpus) {
    refuse(
      'instances.maxVcpus',
      `is ${maxVcpus}, and Spot and on-demand machines need room for a job of ${job.vcpus} vCPUs each. Make it ${2 * job.vcpus} or more, or posefleet.instances.spot false`,
    );
  }
}

function refuseTooLarge(config: MachineConfig, machines: readonly Machine[]): void {
  const { compute, job } = config;
  const most = (of: (machine: Machine) => number) => Math.max(...machines.map(of));
  const gpus = most((machine) => machine.gpus);
  if (compute === 'gpu' && gpus === 0) {
    refuse('instances.types', 'have no GPU, and posefleet.compute is gpu');
  }
  if (compute === 'gpu' && job.gpus > gpus) refuse('job.gpus', atMost(job.gpus, gpus, 'GPUs'));
  const vcpus = most((machine) => machine.vcpus);
  if (job.vcpus > vcpus) refuse('job.vcpus', atMost(job.vcpus, vcpus, 'vCPUs'));
  const memory = most(usableMemoryMiB);
  if (job.memoryMiB > memory) {
    refuse('job.memoryMiB', atMost(job.memoryMiB, memory, 'MiB beside what the host needs'));
  }
  if (machines.every((machine) => jobsOn(machine, config) === 0)) {
    refuse('instances.types', 'no machine of these types has the vCPUs, the memory and the GPUs of a job');
  }
}

function atMost(asked: number, most: number, what: string): string {
  return `is ${asked}, and the largest of the instance types has ${most} ${what}`;
}

function refuse(field: string, why: string): never {
  throw new Error(`posefleet.${field}: ${why}.`);
}

function warnUnknown(scope: Construct, type: string): void {
  Annotations.of(scope).addWarningV2(
    `posefleet:unknown-instance-type:${type}`,
    `posefleet.instances.types: nothing is known here about ${type}; whether a job fits it cannot be checked, and its disk is made for as many jobs as its size suggests.`,
  );
}
