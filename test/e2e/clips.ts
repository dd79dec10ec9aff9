/** Videos for these tests. */
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { remakeMedia } from '../media/make-media.ts';

/** Frames a second of the drawn clip. */
export const FPS = 30;

/** A clip of drawn people. */
export async function makeShortClip(file: string, frames = 30): Promise<string> {
  await renderDemoClip(file, { frames });
  return file;
}

/** The clip again and again, without encoding: more work than a test waits for. */
export function makeLongClip(clip: string, file: string, times = 60): Promise<string> {
  return remakeMedia(clip, file, {
    before: ['-stream_loop', String(times - 1)],
    after: ['-c', 'copy', '-an'],
  });
}
