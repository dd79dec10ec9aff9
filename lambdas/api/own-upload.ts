/** Reading an upload for the one who owns it. */
import { PosefleetError } from '../../core/errors.ts';
import type { Store } from '../../core/store/store.ts';
import { readUpload, type UploadRecord } from '../../core/store/uploads.ts';

/** @throws PosefleetError `upload_not_found` when there is none, it has ended, or it is somebody else's. */
export async function readOwnUpload(store: Store, owner: string, uploadId: string): Promise<UploadRecord> {
  const upload = await readUpload(store, uploadId);
  if (upload?.owner === owner) return upload;
  throw new PosefleetError(
    'upload_not_found',
    `There is no upload ${uploadId}. Begin one with POST /uploads.`,
  );
}
