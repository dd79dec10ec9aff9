/** The videos of the bench, made once and kept in the cache (`POSEFLEET_CACHE`, else the temporary folder). */
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ENV, envOr } from '../../core/environment.ts';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import { type FfmpegCommand, ffmpegCommand, runFfmpeg } from '../../media/ffmpeg.ts';
import { SHARED, sharedMedia } from './shared.ts';

/** How a clip is brought to a height; its proportions stay, as far as even widths allow. */
const scaledTo = (lines: number) => ['-vf', `scale=-2:${lines}`, '-c:v', 'libx264', '-preset', 'veryfast'];

/** The bench's part of the cache. */
export async function benchFolder(): Promise<string> {
  const folder = join(envOr(ENV.cache, join(tmpdir(), 'posefleet')), 'bench');
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A 1080p video of so many minutes: the demo clip again and again. */
export async function ensureLongVideo(minutes: number): Promise<string> {
  return ensureLooped(await ensureDemoClip(), 1080, 60 * minutes);
}

/** A 720p video of so many seconds with one to three people: a real clip again and again, else the drawn one. */
export async function ensureBenchVideo(seconds: number): Promise<string> {
  return ensureLooped(
    SHARED === undefined ? await ensureDemoClip() : sharedMedia('sports2d_demo.mp4'),
    720,
    seconds,
  );
}

/** Scaled once, then joined to itself without encoding it again. */
async function ensureLooped(clip: string, lines: number, seconds: number): Promise<string> {
  const folder = await benchFolder();
  const once = await ensureFile(join(folder, `${lines}p-${basename(clip)}`), () =>
    ffmpegCommand()
      .input(clip)
      .outputOptions([...scaledTo(lines), '-an']),
  );
  return ensureFile(join(folder, `${seconds}-seconds-${basename(once)}`), () =>
    ffmpegCommand()
      .input(once)
      .inputOptions(['-stream_loop', '-1'])
      .outputOptions(['-c', 'copy', '-t', String(seconds)]),
  );
}

/** The file appears under its name when it is whole. */
async function ensureFile(file: string, command: () => FfmpegCommand): Promise<string> {
  if (await exists(file)) return file;
  const draft = `${file}.${process.pid}.mp4`;
  try {
    await runFfmpeg(command().output(draft));
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return file;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
