/** Warns, before anything is deployed, of videos that a job's time is not likely to be enough for. */
import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { estimateSpeed, type SpeedConfig, TYPICAL_VIDEO } from './speed.ts';

/** The part of the configuration that is looked at. */
export type TimeoutConfig = SpeedConfig & Pick<PosefleetConfig, 'limits'>;

/**
 * Compares the longest video that is accepted with the time of a job. The speed is estimated, so this refuses nothing: a
 * task that runs out of time fails with `timed_out`, and its next run goes on where it was.
 */
export function checkTimeout(scope: Construct, config: TimeoutConfig): void {
  const { compute, job, limits } = config;
  const { models, realTimeFactor } = estimateSpeed(config);
  const needed = limits.videoMinutes * realTimeFactor;
  if (needed <= job.timeoutMinutes) return;
  const fitting = Math.floor(job.timeoutMinutes / realTimeFactor);
  Annotations.of(scope).addWarningV2(
    'posefleet:job-timeout',
    `posefleet.job.timeoutMinutes: is ${job.timeoutMinutes}, and a video of ${limits.videoMinutes} minutes (posefleet.limits.videoMinutes) with ${TYPICAL_VIDEO.people} people is estimated to take ${Math.ceil(needed)} with ${models} on ${compute === 'gpu' ? 'this GPU' : `${job.vcpus} vCPUs`}; about ${fitting} minutes of video fit. Longer ones fail with timed_out, and go on where they were when they are retried. ${remedy(config)}`,
  );
}

function remedy({ compute, models }: TimeoutConfig): string {
  const others = 'raise posefleet.job.timeoutMinutes, or lower posefleet.limits.videoMinutes';
  if (compute === 'gpu') return `Name faster posefleet.instances.types, ${others}.`;
  const lighter = models.default.startsWith('movenet')
    ? ''
    : ' or posefleet.models.default movenet-multipose';
  return `Choose posefleet.compute gpu${lighter}, ${others}.`;
}
