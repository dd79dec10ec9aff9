/** A disk that fills up while a task is at work: what was asked before the download was only an estimate. */
import { PosefleetError } from '../../core/errors.ts';

/** As the C library says it, which is what ffmpeg passes on. */
const FULL = /no space left on device|disk quota exceeded/i;
/** Full, or over a quota. */
const FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** The error as callers are told it, where a full disk is behind it: of this process or of an ffmpeg. */
export function toldAsDiskFull(error: Error): Error {
  if (error instanceof PosefleetError || !isDiskFull(error)) return error;
  const message =
    "The worker's disk was full before the task had ended. Retry it later, or have its operator give workers larger disks.";
  return new PosefleetError('disk_full', message, { cause: error });
}

function isDiskFull({ code, message, cause }: NodeJS.ErrnoException): boolean {
  if (FULL_CODES.includes(code) || FULL.test(message)) return true;
  return cause instanceof Error && isDiskFull(cause);
}
