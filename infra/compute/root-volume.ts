/** How large the disk of a machine is. */
import type { PosefleetConfig } from '../config/config.ts';
import { mostJobsPerMachine } from './jobs-per-machine.ts';

/** The system with its drivers, and two versions of the image side by side while a new one comes: 12 + 2 × 12, in GiB. */
const SYSTEM_GIB = 40;
/**
 * Copies of the video that a job has at once: the source, the segments of the drawn video, and the drawn video that
 * they are joined to. Assumed is that a drawn video is not larger than its source.
 */
const COPIES = 3;
/** Predictions, in parts and joined, with sound and boxes, in GiB. */
const PREDICTIONS_GIB = 5;
/** What a job that was killed leaves lies until the agent cleans up, ten minutes later: room for one such job. */
const LEFTOVERS = 1;
/** Largest gp3 volume that every region offers, in GiB. */
const MOST_GIB = 16_384;

/** Scratch space of one job, in GiB. */
export function scratchGiB(maxUploadGiB: number): number {
  return maxUploadGiB * COPIES + PREDICTIONS_GIB;
}

/** What a volume must hold. */
export interface VolumeNeeds {
  maxUploadGiB: number;
  /** Jobs side by side, each with the largest video. */
  jobs: number;
  /** What the worker wants to stay free beside the copies of its video, or it refuses it. @default 0 */
  freeDiskGiB?: number;
}

/** Size of the root volume; whole GiB. */
export function rootVolumeGiB({ maxUploadGiB, jobs, freeDiskGiB = 0 }: VolumeNeeds): number {
  // A job that begins finds the room for its own predictions empty still.
  const reserve = Math.max(0, freeDiskGiB - PREDICTIONS_GIB);
  return Math.ceil(SYSTEM_GIB + (jobs + LEFTOVERS) * scratchGiB(maxUploadGiB) + reserve);
}

/** Size of the root volume of a deployment, in GiB. @throws Error when there is no volume of that size. */
export function rootVolumeOf(
  config: Pick<PosefleetConfig, 'compute' | 'instances' | 'job' | 'limits' | 'maxUploadGiB'>,
): number {
  const jobs = mostJobsPerMachine(config);
  const { maxUploadGiB } = config;
  const { freeDiskGiB } = config.limits;
  const size = rootVolumeGiB({ maxUploadGiB, jobs, freeDiskGiB });
  if (size <= MOST_GIB) return size;
  throw new Error(
    `posefleet.maxUploadGiB: ${jobs} jobs a machine with videos of ${maxUploadGiB} GiB and posefleet.limits.freeDiskGiB ${freeDiskGiB} need a disk of ${size} GiB, and ${MOST_GIB} GiB is the most. Allow smaller videos, leave less free, or name smaller instance types.`,
  );
}
