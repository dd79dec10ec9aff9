/** Writes what models found, for COCO's own tools to read. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeasuredModel } from './measure-model.ts';

/** Writes `MODEL.keypoints.json` and `MODEL.boxes.json` into a folder, which is made when it is not there. */
export async function writeResults(folder: string, measured: readonly MeasuredModel[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { model, poses, boxes } of measured) {
    for (const [kind, accuracy] of Object.entries({ keypoints: poses, boxes })) {
      if (accuracy === undefined) continue;
      await writeFile(join(folder, `${model}.${kind}.json`), JSON.stringify(accuracy.results));
    }
  }
}
