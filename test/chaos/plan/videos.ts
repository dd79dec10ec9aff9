/** Small videos of drawn people: the pictures are tiny, so that what goes wrong takes more time than the work. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderDemoClip } from '../../../local/demo-clip/render.ts';
import { remakeMedia } from '../../media/make-media.ts';

/** Frames of the drawn clip, of 30 a second. */
const FRAMES = 165;

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '1', '-g', '6', '-threads', '1'];
const SMALL = ['-vf', 'scale=192:108,fps=6', ...H264];
const TINY = ['-vf', 'scale=192:108,fps=6', ...H264];
/** Larger than the pictures of all others by much: for workers that may not use much memory. */
const HUGE = ['-vf', 'scale=7680:4320', '-frames:v', '40', ...H264];

/** How each video is made of the drawn clip; without one that is torn by hand. */
const RECIPES = {
  'long-sound.mp4': [...SMALL, '-c:a', 'copy'],
  'long.mkv': [...SMALL, '-an'],
  'short-sound.mp4': ['-t', '1.4', ...TINY, '-c:a', 'aac'],
  'short.mp4': ['-t', '1', ...TINY, '-an'],
  'too-long.mp4': ['-vf', 'setpts=300*PTS,scale=64:36', '-r', '1', '-t', '45', ...H264, '-an'],
  'huge.mp4': [...HUGE, '-an'],
} as const;
/** Name of a video. */
export type VideoName = keyof typeof RECIPES | 'torn.mp4' | 'cut-off.ts';

/** Makes the videos that are named. @returns their paths. */
export async function makeVideos(
  folder: string,
  names: readonly VideoName[],
): Promise<Map<VideoName, string>> {
  const drawn = join(folder, 'drawn.mp4');
  await renderDemoClip(drawn, { frames: FRAMES });
  const made = new Map<VideoName, string>();
  for (const name of new Set(names)) {
    const file = join(folder, name);
    if (name === 'torn.mp4') await writeTorn(drawn, file);
    else if (name === 'cut-off.ts') await writeCutOff(drawn, file);
    else await remakeMedia(drawn, file, { after: RECIPES[name] });
    made.set(name, file);
  }
  return made;
}

/** Its index, at the end, is missing: nothing can be read. */
async function writeTorn(drawn: string, file: string): Promise<void> {
  const after = ['-t', '1', ...TINY, '-movflags', '-faststart'];
  const whole = await readFile(await remakeMedia(drawn, `${file}.whole.mp4`, { after }));
  await writeFile(file, whole.subarray(0, Math.floor(whole.length / 2)));
}

/**
 * Ends in the middle of a packet: what is there is done, with a warning. MPEG-2, since of H.264 ffmpeg makes up what is
 * missing in one of several ways, by how its threads run: docs/decisions/0043.
 */
async function writeCutOff(drawn: string, file: string): Promise<void> {
  const mpeg2 = [
    '-vf',
    'scale=192:108,fps=6',
    '-c:v',
    'mpeg2video',
    '-strict',
    'unofficial',
    '-bf',
    '1',
    '-g',
    '6',
  ];
  const after = ['-t', '3', ...mpeg2, '-an', '-f', 'mpegts'];
  const whole = await readFile(await remakeMedia(drawn, `${file}.whole.ts`, { after }));
  await writeFile(file, whole.subarray(0, Math.floor(whole.length * 0.7)));
}
