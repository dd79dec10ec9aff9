/** Looks at the settings that workers will read: what makes no sense is told at the start, and not by each task. */
import { ENV, envNumberOr } from '../core/environment.ts';
import { hwaccelFromEnvironment, providerFromEnvironment } from '../core/worker-settings.ts';
import { mirrorsFromEnvironment } from '../models/pull/mirrors.ts';

const NUMBERS = [
  ENV.threads,
  ENV.chunkSeconds,
  ENV.maxUploadBytes,
  ENV.maxVideoSeconds,
  ENV.maxVideoSide,
  ENV.freeDiskBytes,
];

/** @throws PosefleetError that names the variable and what it may be */
export function checkSettings(): void {
  providerFromEnvironment();
  hwaccelFromEnvironment();
  mirrorsFromEnvironment();
  for (const name of NUMBERS) envNumberOr(name, 1);
}
