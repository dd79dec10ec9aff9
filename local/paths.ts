/** Where parts of this installation lie; the same in the sources and in compiled JavaScript. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the worker's entry file: TypeScript next to sources, JavaScript next to compiled files. */
export function workerEntry(): string {
  return fileURLToPath(new URL(`../gpu-worker/main${extname(import.meta.url)}`, import.meta.url));
}
