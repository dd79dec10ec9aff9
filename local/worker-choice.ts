/** What workers run in: processes of this machine, or containers of the image that also runs in the cloud. */
import type { ContainerProperties } from '@aws-sdk/client-batch';
import { ENV, envOr } from '../core/environment.ts';
import {
  WORKER_CONTAINER,
  WORKER_FIXED_ENVIRONMENT,
  WORKER_PROCESS_ENVIRONMENT,
} from '../core/worker-container.ts';
import { containerRuntime } from './batch/container-runtime.ts';
import type { BatchSettings } from './batch/settings.ts';
import { findEngine } from './container/engine.ts';
import { hostEnvironment, namesEnvironment } from './local-environment.ts';
import { workerArguments } from './paths.ts';

/** Image of the worker, unless `POSEFLEET_IMAGE` names another; `npm run image -- build` makes it. */
export const DEFAULT_IMAGE = 'localhost/posefleet-worker:cpu';

type WorkerSettings = Pick<BatchSettings, 'workerCommand' | 'runtime' | 'environment' | 'hostEnvironment'>;

/**
 * Settings of workers as `POSEFLEET_LOCAL_RUNTIME` asks for them.
 *
 * @param aws what reaches the stand-ins: neither kept with jobs nor shown.
 * @throws Error with a full sentence when containers cannot be run.
 */
export async function chosenWorkers(aws: Record<string, string>): Promise<WorkerSettings> {
  const workerCommand: BatchSettings['workerCommand'] = [process.execPath, ...workerArguments()];
  const choice = envOr(ENV.localRuntime, 'process');
  if (choice === 'process') {
    return {
      workerCommand,
      environment: { ...namesEnvironment(), ...WORKER_PROCESS_ENVIRONMENT },
      hostEnvironment: (scratch) => ({ ...hostEnvironment(scratch), ...aws }),
    };
  }
  if (choice !== 'container')
    throw new Error(`${ENV.localRuntime} must be process or container, not ${choice}.`);
  const container = localContainer(envOr(ENV.image, DEFAULT_IMAGE));
  return {
    workerCommand,
    runtime: containerRuntime({ engine: await findEngine(container.image), container }),
    environment: { ...WORKER_FIXED_ENVIRONMENT, ...namesEnvironment() },
    hostEnvironment: () => aws,
  };
}

/** The container as the cloud runs it; how much memory it may use is a matter of the machine there. */
function localContainer(image: string): ContainerProperties & { image: string } {
  const { command, user, readonlyRootFilesystem, initProcess } = WORKER_CONTAINER;
  return {
    image,
    command: [...command],
    user,
    readonlyRootFilesystem,
    linuxParameters: { initProcessEnabled: initProcess },
  };
}
