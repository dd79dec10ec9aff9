/** How large the weights of a model are. */
import { stat } from 'node:fs/promises';
import type { LoadedModel } from './loaded-model.ts';

/** Bytes of the files of all its networks. */
export async function weightBytes({ pose, detector }: LoadedModel): Promise<number> {
  const files = [pose, ...(detector === undefined ? [] : [detector])];
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
