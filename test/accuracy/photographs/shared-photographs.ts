/** Photographs beside the checkout; they are not the project's to pass on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the photographs, which may not be there. */
export const SHARED_PHOTOGRAPHS = fileURLToPath(new URL('../../../../shared/coco', import.meta.url));
/** Their labels. */
export const SHARED_LABELS = join(SHARED_PHOTOGRAPHS, 'person_keypoints.json');

/** Why tests with them are passed over. In CI, which must tell the whole truth, they fail instead when these are missing. */
export function skipsShared(): string | false {
  if (existsSync(SHARED_PHOTOGRAPHS) || process.env.CI === 'true') return false;
  return `there is no ${SHARED_PHOTOGRAPHS}`;
}
