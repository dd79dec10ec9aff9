/** Where the log of a task lies. */
import { ENV, envOr } from '../../core/environment.ts';
import type { StackOptions } from '../aws/stack-options.ts';
import { isOnThisMachine, type Session } from '../session.ts';
import { FileLog } from './file-log.ts';
import type { LogSource } from './log-source.ts';

/** The data folder of the local service when `POSEFLEET_DATA` names none. */
const DEFAULT_DATA = '.posefleet';

/**
 * Opens the log: a file of the service on this machine, or CloudWatch Logs of a deployment. An address of this
 * machine with a stage is that of a tunnel to a deployment.
 *
 * @throws CliError when the deployment cannot be found.
 */
export async function openLog(
  { url, signal }: Pick<Session, 'url' | 'signal'>,
  stream: string,
  options: StackOptions,
): Promise<LogSource> {
  if (isOnThisMachine(url) && options.stage === undefined) {
    return new FileLog(envOr(ENV.data, DEFAULT_DATA), stream);
  }
  const { openCloudLog } = await import('./cloud-log.ts');
  return openCloudLog(stream, options, signal);
}
