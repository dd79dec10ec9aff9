/** Which dropped objects start a task, and whose. */
import { isVideoName, UPLOADS_PREFIX } from '../../core/places.ts';
import type { CreatedObject } from './object-created.ts';

/** The owner in whose folder a key lies: `uploads/ann/a/b.mp4` is of `ann`; undefined for any other key. */
export function ownerOfKey(key: string): string | undefined {
  const [folder, owner, ...rest] = key.split('/');
  const isDropped = `${folder}/` === UPLOADS_PREFIX && rest.length > 0;
  return isDropped && owner !== '' ? owner : undefined;
}

/** Why an object starts no task; undefined when it is a video in an owner's folder. */
export function whyPassedOver({ key, bytes }: Pick<CreatedObject, 'key' | 'bytes'>): string | undefined {
  if (key.endsWith('/')) return 'it marks a folder';
  if (ownerOfKey(key) === undefined) return `it does not lie in an owner's folder under ${UPLOADS_PREFIX}`;
  if (!isVideoName(key)) return 'its name is not that of a video';
  if (bytes === 0) return 'it is empty';
  return undefined;
}
