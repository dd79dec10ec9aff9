/** Where things lie that can be made again. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ENV, envOr } from '../core/environment.ts';

/** `POSEFLEET_CACHE`, or `~/.cache/posefleet`. */
export function cacheFolder(): string {
  return envOr(ENV.cache, join(homedir(), '.cache', 'posefleet'));
}
