/** The demo's own video, for those who name none. */
import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../../cli/progress.ts';
import { ensureDemoClip } from '../demo-clip/demo-clip.ts';

/** What results are named after. */
const NAME = 'demo-clip.mp4';

/** Path of the clip; drawn at the first time. @param folder - gets a copy, since the cache's name is a hash's */
export async function demoVideo(folder: string, progress: Progress, signal: AbortSignal): Promise<string> {
  const cached = await ensureDemoClip({
    signal,
    onProgress: (drawn, frames) => {
      progress.set(NAME, NAME, drawn / frames, `drawing ${drawn}/${frames} frames`);
    },
  });
  progress.remove(NAME);
  const path = join(folder, NAME);
  await copyFile(cached, path, constants.COPYFILE_FICLONE);
  return path;
}
