/** Opens a model's file and says what is wrong with it. */
import { PosefleetError } from '../../core/errors.ts';
import type { LoadedNetwork } from './loaded-model.ts';
import type { Execution } from './provider.ts';
import { Session } from './session.ts';

/**
 * Opens a file.
 *
 * @throws PosefleetError `model_unavailable` when it cannot be run on the CPU. @throws Error when it cannot be run on a
 * GPU, which may be the GPU's fault
 */
export async function openSession(
  { name, path, contract }: LoadedNetwork,
  execution: Execution,
): Promise<Session> {
  try {
    return await Session.open(path, contract, execution);
  } catch (error) {
    if (execution.provider !== 'cpu') throw error;
    throw notRunnable(name, (error as Error).message, error);
  }
}

/** The error of a model that cannot be run. */
export function notRunnable(name: string, reason: string, cause?: unknown): PosefleetError {
  const advice = 'Check its file (npm run models -- verify), or choose another model.';
  const message = `The model ${name} cannot be run: ${reason.replace(/\.$/u, '')}. ${advice}`;
  return new PosefleetError('model_unavailable', message, cause === undefined ? {} : { cause });
}
