/** A long 1080p video, made of the demo clip again and again. */
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ENV, envOr } from '../../core/environment.ts';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import { type FfmpegCommand, ffmpegCommand, runFfmpeg } from '../../media/ffmpeg.ts';

const ENLARGED = ['-vf', 'scale=1920:1080', '-c:v', 'libx264', '-preset', 'veryfast', '-c:a', 'copy'];

/** Path of the video, which is made first where the cache (`POSEFLEET_CACHE`, else the temporary folder) lacks it. */
export async function ensureLongVideo(minutes: number): Promise<string> {
  const folder = join(envOr(ENV.cache, join(tmpdir(), 'posefleet')), 'bench');
  await mkdir(folder, { recursive: true });
  const clip = await ensureDemoClip();
  const once = await ensureFile(join(folder, `1080p-${basename(clip)}`), () =>
    ffmpegCommand().input(clip).outputOptions(ENLARGED),
  );
  return ensureFile(join(folder, `${minutes}-minutes-${basename(once)}`), () =>
    ffmpegCommand()
      .input(once)
      .inputOptions(['-stream_loop', '-1'])
      .outputOptions(['-c', 'copy', '-t', String(60 * minutes)]),
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
