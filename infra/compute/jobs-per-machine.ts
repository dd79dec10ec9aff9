/** How many jobs a machine holds. */
import type { PosefleetConfig } from '../config/config.ts';
import { instanceTypesOf, type Machine, machineOf, mostVcpusOf } from './instance-types.ts';

/**
 * Part of a machine's memory that the kernel and the firmware keep, which ECS never sees: 2.5 % in the example of Batch's
 * guide (an m4.large), more is assumed. The agent counts what is left when it starts.
 */
const KERNEL_SHARE = 0.06;
/** Memory that ECS leaves to the host, in MiB; the agent is told by `ECS_RESERVED_MEMORY`. */
export const RESERVED_MIB = 256;

/** What one job asks for. */
export type JobSize = Pick<PosefleetConfig, 'compute' | 'job'>;

/** Memory that jobs can have on a machine, in MiB. */
export function usableMemoryMiB({ memoryMiB }: Pick<Machine, 'memoryMiB'>): number {
  return Math.floor(memoryMiB * (1 - KERNEL_SHARE)) - RESERVED_MIB;
}

/** Jobs that run side by side on a machine; 0 where not even one fits. */
export function jobsOn(machine: Machine, { compute, job }: JobSize): number {
  const byGpus = compute === 'gpu' ? machine.gpus / job.gpus : Number.POSITIVE_INFINITY;
  const byMemory = usableMemoryMiB(machine) / job.memoryMiB;
  return Math.floor(Math.min(machine.vcpus / job.vcpus, byMemory, byGpus));
}

/**
 * The most jobs that any machine of the configured types may hold, at least one. A type that is not in the table is
 * taken to hold as many as its size has vCPUs for.
 */
export function mostJobsPerMachine(config: Pick<PosefleetConfig, 'compute' | 'instances' | 'job'>): number {
  const jobs = instanceTypesOf(config).map((type) => {
    const machine = machineOf(type);
    return machine === undefined ? Math.floor(mostVcpusOf(type) / config.job.vcpus) : jobsOn(machine, config);
  });
  return Math.max(1, ...jobs);
}
