/** The type of the machine that the worker runs on. */
import { readFile } from 'node:fs/promises';
import { ENV, envOr } from '../../core/environment.ts';
import { UNKNOWN_INSTANCE_TYPE } from '../../core/metrics.ts';

/** Such as `g5.xlarge` or `p4d.24xlarge`. */
const INSTANCE_TYPE = /^[a-z0-9-]+\.[a-z0-9-]+$/;

/** The instance type as the host has written it down; `local` where it has not. */
export async function instanceType(): Promise<string> {
  const file = envOr(ENV.instanceTypeFile, '');
  if (file === '') return UNKNOWN_INSTANCE_TYPE;
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return INSTANCE_TYPE.test(text) ? text : UNKNOWN_INSTANCE_TYPE;
  } catch (error) {
    // Docker makes a folder of what was to be mounted and is not there.
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return UNKNOWN_INSTANCE_TYPE;
    throw error;
  }
}
