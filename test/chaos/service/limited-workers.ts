/** Workers in containers with less memory than one kind of task needs. */
import { ENV, envOr } from '../../../core/environment.ts';
import { WORKER_CONTAINER, WORKER_FIXED_ENVIRONMENT } from '../../../core/worker-container.ts';
import { containerRuntime } from '../../../local/batch/container-runtime.ts';
import type { BatchSettings } from '../../../local/batch/settings.ts';
import { findEngine } from '../../../local/container/engine.ts';
import { namesEnvironment } from '../../../local/local-environment.ts';
import { DEFAULT_IMAGE } from '../../../local/worker-choice.ts';
import type { ServiceSettings } from './messages.ts';

/** What the harness sets for workers. */
const OF_THE_RUN = Object.fromEntries(
  [ENV.chunkSeconds, ENV.threads].map((name) => [name, process.env[name] ?? '']),
);

/** The containers of the job definition with a limit; none when nothing is limited. @throws Error without an engine. */
export async function limitedWorkers({
  memoryMiB,
}: ServiceSettings): Promise<Pick<BatchSettings, 'runtime' | 'environment'>> {
  if (memoryMiB === undefined) return {};
  const image = envOr(ENV.image, DEFAULT_IMAGE);
  const { user, command, readonlyRootFilesystem, initProcess } = WORKER_CONTAINER;
  const container = {
    image,
    command: [...command],
    user,
    readonlyRootFilesystem,
    linuxParameters: { initProcessEnabled: initProcess },
    resourceRequirements: [{ type: 'MEMORY' as const, value: String(memoryMiB) }],
  };
  return {
    runtime: containerRuntime({ engine: await findEngine(image), container }),
    // A container sees nothing of this machine's variables.
    environment: { ...WORKER_FIXED_ENVIRONMENT, ...namesEnvironment(), ...OF_THE_RUN },
  };
}
