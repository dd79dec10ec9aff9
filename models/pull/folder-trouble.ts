/** What to say of a models folder that cannot be used. */
import { PosefleetError } from '../../core/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be written by this user',
  EPERM: 'cannot be written by this user',
  EROFS: 'is on a file system that cannot be written',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is not a folder',
  ENOSPC: 'is on a disk that is full',
  EDQUOT: 'is on a disk on which this user may use no more',
  EFBIG: 'is on a disk that holds no file of this size',
};

/** The error for a folder that cannot be written; undefined for errors of other kinds. */
export function folderTrouble(error: unknown, folder: string): PosefleetError | undefined {
  const { code = '', syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = syscall === undefined ? undefined : REASONS[code];
  if (reason === undefined) return undefined;
  return new PosefleetError(
    'model_unavailable',
    `The models folder ${folder} ${reason} (${code}). Make room or give the right to write there, or name another folder in POSEFLEET_MODELS.`,
    { cause: error },
  );
}

/** Whether an error is one of this machine, and not of a model. */
export function isFolderTrouble(error: PosefleetError): boolean {
  return folderTrouble(error.cause, '') !== undefined;
}
