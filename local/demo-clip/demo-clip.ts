/** The demo's video: rendered once, then taken from the cache. */
import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { type RenderOptions, renderDemoClip } from './render.ts';

/**
 * The path of the demo clip, rendered first when the cache (`POSEFLEET_CACHE`, else `~/.cache/posefleet`) does
 * not hold it.
 *
 * @throws Error with ffmpeg's last lines when it cannot be rendered.
 */
export async function ensureDemoClip(options: RenderOptions = {}): Promise<string> {
  const folder = cacheFolder();
  const file = join(folder, `demo-clip-${await drawingVersion()}.mp4`);
  if (!(await exists(file))) await renderDemoClip(file, options);
  return file;
}

/** A hash of this folder's code, so that a changed drawing is rendered anew. */
async function drawingVersion(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(import.meta.dirname)).filter(isDrawingCode).sort()) {
    hash.update(name).update(await readFile(join(import.meta.dirname, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

function isDrawingCode(name: string): boolean {
  return /\.[jt]s$/u.test(name) && !/\.(test|d)\.[jt]s$/u.test(name);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
