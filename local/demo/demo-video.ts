/** The demo's own video, for those who name none. */
import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDemoClip } from '../demo-clip/demo-clip.ts';
import { workProgress } from './demo-progress.ts';

/** What results are named after. */
const NAME = 'demo-clip.mp4';

/**
 * Path of the clip, which is drawn the first time.
 *
 * @param folder - gets a copy, since the cache names the clip after a hash
 */
export async function demoVideo(folder: string, signal: AbortSignal): Promise<string> {
  const progress = workProgress(NAME);
  try {
    const cached = await ensureDemoClip({
      signal,
      onProgress: (drawn, frames) => progress.show(drawn / frames, `drawing ${drawn}/${frames} frames`),
    });
    const path = join(folder, NAME);
    await copyFile(cached, path, constants.COPYFILE_FICLONE);
    return path;
  } finally {
    progress.stop();
  }
}
