/** Real weights and videos that lie beside the project where it is developed, and may not be committed to it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../shared');

/** The folder; undefined where there is none. */
export const SHARED = existsSync(FOLDER) ? FOLDER : undefined;
/** Why something was not measured, for the report. */
export const NOT_SHARED = 'the weights and videos of ../shared are not on this machine';

/** Path of a video there. */
export function sharedMedia(name: string): string {
  return join(FOLDER, 'media', name);
}

/** Path of weights there. */
export function sharedWeights(name: string): string {
  return join(FOLDER, 'models', name);
}
