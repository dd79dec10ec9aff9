/** The limits of a deployment as the variables that its functions and workers read. */
import { ENV, type EnvironmentName } from '../../core/environment.ts';
import type { PosefleetConfig } from './config.ts';

const GIB = 2 ** 30;

/** Variables that tell functions and workers what the deployment accepts at most. */
export function limitValues({
  maxUploadGiB,
  limits,
}: Pick<PosefleetConfig, 'maxUploadGiB' | 'limits'>): Partial<Record<EnvironmentName, string>> {
  return {
    [ENV.maxUploadBytes]: String(Math.floor(maxUploadGiB * GIB)),
    [ENV.maxVideoSeconds]: String(limits.videoMinutes * 60),
    [ENV.maxVideoSide]: String(limits.videoSide),
    [ENV.maxTasksInFlight]: String(limits.tasksInFlight),
    [ENV.freeDiskBytes]: String(Math.floor(limits.freeDiskGiB * GIB)),
  };
}
