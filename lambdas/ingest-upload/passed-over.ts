/** Which dropped objects start a task, and whose. */
import { isVideoName, UPLOADS_PREFIX } from '../../core/places.ts';
import type { ApiSettings } from '../api/settings.ts';
import { ownerOfKey, type Tenancy } from '../tenancy.ts';
import type { CreatedObject } from './object-created.ts';

/** The owner of what was dropped under `uploads/`; undefined for any other key. */
export function ownerOfDropped(key: string, tenancy: Tenancy | undefined): string | undefined {
  return key.startsWith(UPLOADS_PREFIX) ? ownerOfKey(key, tenancy) : undefined;
}

/** Why an object starts no task; undefined when it is a video that was dropped for an owner. */
export function whyPassedOver(
  { bucket, key, bytes }: Pick<CreatedObject, 'bucket' | 'key' | 'bytes'>,
  { mediaBucket, tenancy }: Pick<ApiSettings, 'mediaBucket' | 'tenancy'>,
): string | undefined {
  if (bucket !== mediaBucket) return 'it does not lie in the media bucket';
  if (key.endsWith('/')) return 'it marks a folder';
  if (ownerOfDropped(key, tenancy) === undefined) {
    return `it does not lie in an owner's folder under ${UPLOADS_PREFIX}`;
  }
  if (!isVideoName(key)) return 'its name is not that of a video';
  if (bytes === 0) return 'it is empty';
  return undefined;
}
