/** Where parts of this installation lie; the same in the sources and in compiled JavaScript. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WORKER_NODE_OPTIONS } from '../core/worker-container.ts';

/** TypeScript next to sources, JavaScript next to compiled files. */
const EXTENSION = extname(import.meta.url);

/** Arguments of Node that start the worker so that it ends with the service. */
export function workerArguments(): string[] {
  const leash = new URL(`./batch/end-with-service${EXTENSION}`, import.meta.url);
  const entry = new URL(`../gpu-worker/main${EXTENSION}`, import.meta.url);
  return [...WORKER_NODE_OPTIONS, '--import', leash.href, fileURLToPath(entry)];
}
