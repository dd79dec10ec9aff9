/** The whole files that mutants are made from: small clips of many containers and codecs, and cuts of real videos. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { findFfmpegPrograms } from '../../media/ffmpeg.ts';
import { makeMedia, remakeMedia } from '../media/make-media.ts';

/** A whole file. */
export interface FuzzSource {
  /** File name; its extension is the right one. */
  name: string;
  bytes: Buffer;
}

const SHARED = fileURLToPath(new URL('../../../shared/media', import.meta.url));
const REAL = [
  'intel_one-by-one-person-detection.mp4',
  'pose2sim_multi_cam01.mp4',
  'pose2sim_single_cam01.mp4',
  'sports2d_demo.mp4',
] as const;
/** Seconds of a real video that are cut out, packets as they are. */
const REAL_SECONDS = '0.4';

const PICTURE = 'testsrc=size=160x120:rate=10:duration=1';
const SOUND = 'sine=frequency=440:duration=1';
/** The same bytes each time, as far as the encoder can be told. */
const EXACT = ['-threads', '1', '-fflags', '+bitexact', '-flags', '+bitexact'];
const H264 = [...EXACT, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '5'];

/** What to make: name, whether with sound, ffmpeg's options. */
const CLIPS: readonly [name: string, hasSound: boolean, options: readonly string[]][] = [
  ['h264.mp4', true, [...H264, '-c:a', 'aac']],
  ['faststart.mp4', true, [...H264, '-c:a', 'aac', '-movflags', '+faststart']],
  ['b-frames.mp4', false, [...H264, '-preset', 'medium', '-bf', '2', '-movflags', '+faststart']],
  ['fragments.mp4', false, [...H264, '-movflags', 'frag_keyframe+empty_moov+default_base_moof']],
  ['pcm.mov', true, [...H264, '-c:a', 'pcm_s16le']],
  ['prores.mov', false, [...EXACT, '-c:v', 'prores_ks']],
  ['vp9.webm', true, [...EXACT, '-c:v', 'libvpx-vp9', '-b:v', '100k', '-cpu-used', '8', '-c:a', 'libopus']],
  ['vp8.webm', false, [...EXACT, '-c:v', 'libvpx', '-b:v', '100k', '-cpu-used', '8']],
  ['h264.mkv', true, [...H264, '-c:a', 'flac']],
  ['hevc.mkv', false, [...EXACT, '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=0']],
  ['ffv1.mkv', false, [...EXACT, '-c:v', 'ffv1', '-pix_fmt', 'yuv422p10le']],
  ['h264.ts', true, [...H264, '-c:a', 'aac']],
  ['mpeg2.ts', false, [...EXACT, '-c:v', 'mpeg2video', '-r', '25', '-output_ts_offset', '5000']],
  ['mpeg1.mpg', true, [...EXACT, '-c:v', 'mpeg1video', '-r', '25', '-c:a', 'mp2']],
  ['mpeg4.avi', true, [...EXACT, '-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
  ['mjpeg.avi', false, [...EXACT, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']],
  ['flv1.flv', true, [...EXACT, '-c:v', 'flv', '-c:a', 'libmp3lame', '-ar', '44100']],
  ['theora.ogg', false, [...EXACT, '-c:v', 'libtheora']],
  ['wmv2.asf', false, [...EXACT, '-c:v', 'wmv2']],
  ['picture.gif', false, EXACT],
];

/** Encoders at once. */
const AT_ONCE = 4;

/** Makes all of them in a folder; real videos belong to them where they are at hand. */
export async function makeSources(folder: string): Promise<FuzzSource[]> {
  const inTurn = pLimit(AT_ONCE);
  const made = await Promise.all(CLIPS.map((clip) => inTurn(() => makeClip(folder, clip))));
  const others = await Promise.all([
    unevenTimes(folder),
    editList(folder, made[0] ?? ''),
    rotated(folder, made[1] ?? ''),
    ...cutsOfReal(folder),
  ]);
  return Promise.all(
    [...made, ...others].map(async (file) => ({ name: basename(file), bytes: await readFile(file) })),
  );
}

function makeClip(folder: string, [name, hasSound, options]: (typeof CLIPS)[number]): Promise<string> {
  const sound = hasSound ? { sound: SOUND } : {};
  return makeMedia({ file: join(folder, name), picture: PICTURE, ...sound, options });
}

/** Whether the real videos are at hand. CI may not do without. */
export function hasRealVideos(): boolean {
  return existsSync(SHARED) || process.env.CI === 'true';
}

/** Frames at uneven times. */
function unevenTimes(folder: string): Promise<string> {
  const picture = `${PICTURE},setpts='PTS+mod(N,3)*0.04/TB'`;
  return makeMedia({
    file: join(folder, 'uneven.mp4'),
    picture,
    options: [...H264, '-vsync', 'passthrough'],
  });
}

/** A cut between keyframes: the first packets are there, and an edit list hides them. */
function editList(folder: string, source: string): Promise<string> {
  return remakeMedia(source, join(folder, 'edit-list.mp4'), {
    before: ['-ss', '0.25'],
    after: ['-c', 'copy', ...EXACT],
  });
}

function rotated(folder: string, source: string): Promise<string> {
  return remakeMedia(source, join(folder, 'rotated.mp4'), {
    after: ['-c', 'copy', '-metadata:s:v', 'rotate=90', ...EXACT],
  });
}

function cutsOfReal(folder: string): Promise<string>[] {
  if (!hasRealVideos()) return [];
  const after = ['-t', REAL_SECONDS, '-c', 'copy', '-an', '-movflags', '+faststart', ...EXACT];
  return REAL.map((name) =>
    remakeMedia(join(SHARED, name), join(folder, `cut_${name}`), { after }, findFfmpegPrograms()),
  );
}
