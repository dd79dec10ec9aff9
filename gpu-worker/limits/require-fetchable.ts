/** Whether a task's files may be brought to this machine, and fit on its disk: asked before a byte of them is fetched. */
import { statfs } from 'node:fs/promises';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ENV, envNumberOr } from '../../core/environment.ts';
import { PosefleetError } from '../../core/errors.ts';
import {
  LIMIT_DEFAULTS,
  requireBoxesBytes,
  requireVideoBytes,
  videoLimitsFromEnvironment,
} from '../../core/limits.ts';
import { log } from '../../core/log.ts';
import type { S3Location } from '../../core/task.ts';
import { isDrawn, type Work } from '../task/work.ts';

/** Copies of a video that lie on the disk at once: the source, and of the drawn one the segments and the joined file. */
const COPIES = { drawn: 3, undrawn: 1 } as const;

/** What of a task at work is looked at. */
export type FetchWork = Pick<Work, 'record' | 's3' | 'folder' | 'signal'>;

/**
 * Measures the task's files as they lie in S3. What S3 does not tell of is left to the download, which says what is wrong.
 *
 * @throws PosefleetError `too_large`, `bboxes_invalid` or `disk_full`, each with the numbers.
 */
export async function requireFetchable(work: FetchWork): Promise<void> {
  const { video, bboxes } = work.record;
  const bytes = await measure(work, video);
  requireVideoBytes(bytes, videoLimitsFromEnvironment());
  if (bboxes !== undefined) requireBoxesBytes(await measure(work, bboxes));
  await requireDisk(work, bytes * (isDrawn(work) ? COPIES.drawn : COPIES.undrawn));
}

async function measure(
  { s3, signal }: { s3: S3Client; signal: AbortSignal },
  place: S3Location,
): Promise<number> {
  try {
    const command = new HeadObjectCommand({ Bucket: place.bucket, Key: place.key });
    const { ContentLength = 0 } = await s3.send(command, { abortSignal: signal });
    return ContentLength;
  } catch (error) {
    signal.throwIfAborted();
    log.info('An object could not be measured.', { error: error as Error });
    return 0;
  }
}

async function requireDisk({ folder }: { folder: string }, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const reserve = envNumberOr(ENV.freeDiskBytes, LIMIT_DEFAULTS.freeDiskBytes);
  if (free - needed >= reserve) return;
  throw new PosefleetError(
    'disk_full',
    `The worker has ${free} bytes of free disk; the video may need ${needed}, and ${reserve} are to stay free. Retry the task later, or have its operator give workers larger disks.`,
  );
}
