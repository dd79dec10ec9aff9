/** Clips of people, coded and packed in all the ways that make it hard to begin in the middle. */
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { remakeMedia } from '../media/make-media.ts';

const SMALL = ['-vf', 'scale=320:180', '-pix_fmt', 'yuv420p'];
const H264 = ['-c:v', 'libx264', ...SMALL, '-g', '12', '-bf', '2'];
const AAC = ['-c:a', 'aac', '-b:a', '64k'];
/** Bytes of a packet of MPEG-TS. */
const TS_PACKET = 188;

/** Makes a clip of the one with people. */
type Make = (people: string, file: string) => Promise<unknown>;

/** How each clip is made, by its file name. */
export const CLIPS = {
  'open-gop.mp4': made(...H264, '-x264-params', 'open-gop=1', ...AAC),
  'vp9.webm': made(
    ...['-c:v', 'libvpx-vp9', ...SMALL, '-g', '15', '-b:v', '500k'],
    ...['-deadline', 'realtime', '-cpu-used', '8', '-an'],
  ),
  'variable-rate.mp4': made(
    ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '10', '-bf', '2', '-vsync', 'passthrough'],
    ...['-vf', "select='gt(mod(n\\,2+floor(n/20))\\,0)',scale=320:180", ...AAC],
  ),
  'one-keyframe.mp4': made('-c:v', 'libx264', ...SMALL, '-g', '9999', '-bf', '3', ...AAC),
  'gradual-refresh.mp4': made(...H264, '-x264-params', 'intra-refresh=1:keyint=20', ...AAC),
  'edit-list.mp4': editList,
  'late-start.ts': made(...H264, ...AAC, '-output_ts_offset', '5000'),
  'torn.mp4': tornMp4,
  'torn.ts': tornTs,
  'joined-recordings.ts': joinedRecordings,
  'raw.h264': made(...H264, '-an', '-f', 'h264'),
  'changing-size.ts': changingSize,
} as const satisfies Record<string, Make>;

/** Name of a clip. */
export type ClipName = keyof typeof CLIPS;

function made(...after: string[]): Make {
  return (people, file) => remakeMedia(people, file, { after });
}

/** What lies before the cut is in the file, and is not shown. */
async function editList(people: string, file: string): Promise<void> {
  const long = `${file}.long.mp4`;
  await remakeMedia(people, long, { after: ['-c:v', 'libx264', ...SMALL, '-g', '25', '-bf', '2', ...AAC] });
  await remakeMedia(long, file, { before: ['-ss', '0.4'], after: ['-c', 'copy'] });
}

/** The index is whole, the end is gone. */
async function tornMp4(people: string, file: string): Promise<void> {
  await remakeMedia(people, file, { after: [...H264, ...AAC, '-movflags', '+faststart'] });
  await truncate(file, Math.floor((await readFile(file)).length * 0.8));
}

/** A third of the way in, some packets are gone; the end is gone too. */
async function tornTs(people: string, file: string): Promise<void> {
  await remakeMedia(people, file, { after: [...H264, ...AAC] });
  const bytes = await readFile(file);
  const gap = Math.floor(bytes.length / 3 / TS_PACKET) * TS_PACKET;
  await writeFile(file, Buffer.concat([bytes.subarray(0, gap), bytes.subarray(gap + 20 * TS_PACKET, -9999)]));
}

/** The container's clock falls back in the middle. */
async function joinedRecordings(people: string, file: string): Promise<void> {
  const parts = await Promise.all(
    [0, 0.6].map((start, index) =>
      remakeMedia(people, `${file}.${index}.ts`, {
        before: ['-ss', String(start), '-t', '1.2'],
        after: [...H264, ...AAC],
      }),
    ),
  );
  await writeFile(file, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
}

/** ffmpeg's filters begin anew where the size changes, and with them the count of frames by which some are chosen. */
async function changingSize(people: string, file: string): Promise<void> {
  const parts = await Promise.all(
    ['320:180', '160:90'].map((size, index) =>
      remakeMedia(people, `${file}.${index}.ts`, {
        before: ['-t', '1'],
        after: [
          '-c:v',
          'libx264',
          '-vf',
          `scale=${size}`,
          '-g',
          '12',
          '-bf',
          '2',
          '-an',
          '-output_ts_offset',
          String(2 * index),
        ],
      }),
    ),
  );
  await writeFile(file, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
}
