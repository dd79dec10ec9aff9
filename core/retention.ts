/** How long ended tasks are kept. */
import { ENV, envNumberOr } from './environment.ts';

/** Days after which a task is forgotten, when `POSEFLEET_RETENTION_DAYS` is not set. */
const DEFAULT_RETENTION_DAYS = 30;
const DAY_SECONDS = 86_400;

/** `expires_at` of a task that is accepted now: seconds since 1970. */
export function expiresAt(now: Date): number {
  const days = envNumberOr(ENV.retentionDays, DEFAULT_RETENTION_DAYS);
  return Math.floor(now.getTime() / 1000 + days * DAY_SECONDS);
}
