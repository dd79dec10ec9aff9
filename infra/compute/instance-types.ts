/** What is known about EC2's instance types, and which of them are used when none are configured. */
import type { PosefleetConfig } from '../config/config.ts';

/** What a machine has. */
export interface Machine {
  vcpus: number;
  memoryMiB: number;
  gpus: number;
}

/** Day on which the table was made. g5 and g6e were compared with published tables; the others are as known by then. */
export const MACHINES_AS_OF = '2026-11-22';

/**
 * Types that are used when none are configured. Each holds one default job, so that two owners' videos are never on
 * one machine at once. The m family, since c has 8 GiB to 4 vCPUs, less than a default job.
 */
export const DEFAULT_INSTANCE_TYPES = {
  gpu: ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'],
  cpu: ['m7i.xlarge', 'm6i.xlarge'],
} as const satisfies Record<PosefleetConfig['compute'], readonly string[]>;

/** Configured types, or the default ones of the kind of compute. */
export function instanceTypesOf({
  compute,
  instances,
}: Pick<PosefleetConfig, 'compute' | 'instances'>): readonly string[] {
  return instances.types ?? DEFAULT_INSTANCE_TYPES[compute];
}

const MIB_A_GIB = 1024;
/** vCPUs of a size without a number; `2xlarge` and so on are multiples of `xlarge`. */
const VCPUS: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };
/** vCPUs of the largest machines, for sizes that say nothing of it, such as `metal`. */
const MOST_VCPUS = 192;

/** A family: memory for each vCPU, the sizes that exist, and the sizes with GPUs. */
interface Family {
  gibPerVcpu: number;
  sizes: string;
  gpus?: Readonly<Record<string, number>>;
}

const CPU_SIZES = 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge';
/** All sizes have one GPU but these. */
const SEVERAL_GPUS = { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 };

const FAMILIES: Readonly<Record<string, Family>> = {
  g4dn: { gibPerVcpu: 4, sizes: 'xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge', gpus: { '12xlarge': 4 } },
  g5: gpuFamily(4),
  g6: gpuFamily(4),
  g6e: gpuFamily(8),
  c6i: { gibPerVcpu: 2, sizes: `${CPU_SIZES} 32xlarge` },
  c7i: { gibPerVcpu: 2, sizes: `${CPU_SIZES} 48xlarge` },
  m6i: { gibPerVcpu: 4, sizes: `${CPU_SIZES} 32xlarge` },
  m7i: { gibPerVcpu: 4, sizes: `${CPU_SIZES} 48xlarge` },
};

function gpuFamily(gibPerVcpu: number): Family {
  return {
    gibPerVcpu,
    sizes: 'xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge',
    gpus: SEVERAL_GPUS,
  };
}

/** What a machine of this type has; undefined where the type is not in the table. */
export function machineOf(instanceType: string): Machine | undefined {
  const [family = '', size = ''] = instanceType.split('.');
  const known = Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
  if (known === undefined || !known.sizes.split(' ').includes(size)) return undefined;
  const vcpus = vcpusBySize(size);
  return {
    vcpus,
    memoryMiB: vcpus * known.gibPerVcpu * MIB_A_GIB,
    gpus: known.gpus === undefined ? 0 : (known.gpus[size] ?? 1),
  };
}

/** vCPUs by the name of the type alone; those of the largest machines where it does not tell. */
export function mostVcpusOf(instanceType: string): number {
  return vcpusBySize(instanceType.split('.')[1] ?? '');
}

/** Whether machines of this type are Arm's, such as c7g, m6gd, t4g or g5g: the image is for x86-64. */
export function isArm(instanceType: string): boolean {
  return /^(?:a1|[a-z]+\d+g[a-z]*)\./.test(instanceType);
}

function vcpusBySize(size: string): number {
  const several = /^(\d+)xlarge$/.exec(size)?.[1];
  return several === undefined ? (VCPUS[size] ?? MOST_VCPUS) : 4 * Number(several);
}
