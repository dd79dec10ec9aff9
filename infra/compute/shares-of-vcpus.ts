/** How the vCPUs of a deployment are shared: between Spot and on-demand machines, and between owners. */
import type { PosefleetConfig } from '../config/config.ts';

/** The most vCPUs of each environment; `spot` is undefined where Spot is off. */
export interface VcpuShares {
  spot: number | undefined;
  onDemand: number;
}

/** Part of the jobs that on-demand machines may run. */
const ON_DEMAND_SHARE = 0.25;
/** More of the vCPUs than this, in percent, are never kept free. */
const MOST_RESERVED = 25;

/**
 * Splits `maxVcpus`, so that all machines together stay below it: Batch limits each environment alone, and fills the
 * second when the first is full or cannot be had. On-demand gets a quarter, at least one job.
 */
export function vcpuShares({ instances, job }: Pick<PosefleetConfig, 'instances' | 'job'>): VcpuShares {
  const { maxVcpus, spot } = instances;
  if (!spot) return { spot: undefined, onDemand: maxVcpus };
  const jobs = Math.floor(maxVcpus / job.vcpus);
  const onDemand = Math.max(1, Math.floor(jobs * ON_DEMAND_SHARE)) * job.vcpus;
  return { spot: maxVcpus - onDemand, onDemand };
}

/**
 * Percent of the vCPUs that are kept free while one owner alone has jobs: room for one job, so that the first video of
 * another does not wait for hours. Nothing with one owner, or where one job is a large part of all there is.
 */
export function reservedPercent({
  owners,
  instances,
  job,
}: Pick<PosefleetConfig, 'owners' | 'instances' | 'job'>): number {
  const percent = Math.ceil((100 * job.vcpus) / instances.maxVcpus);
  return owners.length === 1 || percent > MOST_RESERVED ? 0 : percent;
}
