/** Renders the clip: frames and sound go to ffmpeg, which writes an MP4 that browsers play. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type FfmpegPrograms, ffmpegCommand, runFfmpeg } from '../../media/ffmpeg.ts';
import { CLIP } from './camera.ts';
import { createPainter } from './draw-scene.ts';
import { demoSound, wavFile } from './sound.ts';

/** How the clip is rendered. */
export interface RenderOptions {
  /** @default the ffmpeg that this machine has */
  programs?: FfmpegPrograms;
  /** Number of frames. @default all 300 */
  frames?: number;
  /** Told after each frame how many are drawn. */
  onProgress?: (drawn: number, frames: number) => void;
  signal?: AbortSignal;
}

/** H.264 at a quality where the drawing's edges stay clean, in the colours that players expect of HD. */
const VIDEO_OPTIONS = [
  '-vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p',
  '-preset veryfast',
  '-crf 18',
  '-g 60',
  '-colorspace bt709',
  '-color_primaries bt709',
  '-color_trc bt709',
  '-color_range tv',
];
/** Nothing in the file tells when or by which encoder it was made. */
const FILE_OPTIONS = [
  '-movflags +faststart',
  '-fflags +bitexact',
  '-flags:v +bitexact',
  '-flags:a +bitexact',
  '-map_metadata -1',
];

/**
 * Draws the demo clip into `file` (MP4: H.264, 1280 x 720, 30 frames a second; AAC, 48 kHz, stereo). The file
 * appears under its name when it is whole.
 *
 * @throws Error with ffmpeg's last lines when it fails.
 */
export async function renderDemoClip(file: string, options: RenderOptions = {}): Promise<void> {
  const { programs, frames = CLIP.frames, onProgress, signal } = options;
  await mkdir(dirname(file), { recursive: true });
  const draft = join(dirname(file), `.${randomUUID()}`);
  const [picture, sound] = [`${draft}.mp4`, `${draft}.wav`];
  const source = Readable.from(drawFrames(frames, onProgress), { highWaterMark: 2 });
  try {
    await writeFile(sound, wavFile(demoSound(frames / CLIP.fps)));
    await runFfmpeg(encodeCommand(source, sound, picture, programs), signal);
    await rename(picture, file);
  } finally {
    source.destroy();
    await Promise.all([picture, sound].map((leftover) => rm(leftover, { force: true })));
  }
}

function encodeCommand(source: Readable, sound: string, output: string, programs?: FfmpegPrograms) {
  return ffmpegCommand(programs)
    .input(source)
    .inputFormat('rawvideo')
    .inputOptions([
      '-pixel_format rgba',
      `-video_size ${CLIP.width}x${CLIP.height}`,
      `-framerate ${CLIP.fps}`,
    ])
    .input(sound)
    .videoCodec('libx264')
    .outputOptions(VIDEO_OPTIONS)
    .audioCodec('aac')
    .audioBitrate('96k')
    .outputOptions(FILE_OPTIONS)
    .format('mp4')
    .output(output);
}

/** The frames as raw RGBA, 3.7 MB each; every one has memory of its own because ffmpeg reads behind the drawing. */
function* drawFrames(frames: number, onProgress?: RenderOptions['onProgress']): Generator<Buffer> {
  const painter = createPainter();
  for (let frame = 0; frame < frames; frame++) {
    painter.paint(frame);
    yield painter.canvas.data();
    onProgress?.(frame + 1, frames);
  }
}
