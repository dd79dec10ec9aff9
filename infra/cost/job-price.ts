/** What an hour of a job costs: its share of the machine. */
import { instanceTypesOf, machineOf } from '../compute/instance-types.ts';
import { jobsOn } from '../compute/jobs-per-machine.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { machinePrice } from './prices.ts';

/** Price of a job's hour on the first of the configured instance types. */
export interface JobPrice {
  instanceType: string;
  onDemandUsd: number;
  spotUsd: number;
}

/** The price, where the machine is full of jobs; undefined where the instance type is not in the price table. */
export function jobPrice(
  config: Pick<PosefleetConfig, 'compute' | 'instances' | 'job'>,
): JobPrice | undefined {
  const [instanceType] = instanceTypesOf(config);
  const price = instanceType === undefined ? undefined : machinePrice(instanceType);
  if (instanceType === undefined || price === undefined) return undefined;
  const machine = machineOf(instanceType);
  const jobs = Math.max(1, machine === undefined ? 1 : jobsOn(machine, config));
  return { instanceType, onDemandUsd: price.onDemandUsd / jobs, spotUsd: price.spotUsd / jobs };
}
