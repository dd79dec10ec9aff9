import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ffmpegCommand } from '../../media/ffmpeg.ts';
import { startFfmpeg } from '../../media/ffmpeg-process.ts';
import { ffmpegsAtHand, makeMedia, temporaryFolder } from './make-media.ts';
import { rewriteVideo } from './rewrite-video.ts';

/** Structural similarity of two videos, frame by frame, averaged; 1 when they are equal. */
async function ssim(a: string, b: string): Promise<number> {
  let value = Number.NaN;
  const command = ffmpegCommand().input(a).input(b);
  command.complexFilter('[0:v][1:v]ssim').outputOptions(['-f', 'null']).output('-');
  const { ended } = await startFfmpeg(command, {
    onLine: (line) => {
      const match = /SSIM .*All:([\d.]+)/.exec(line);
      if (match !== null) value = Number(match[1]);
    },
  });
  assert.ok((await ended).ok);
  return value;
}

describe('quality of the drawn video', () => {
  for (const { name, programs } of ffmpegsAtHand()) {
    for (const picture of [
      'testsrc2=size=1280x720:rate=25:duration=1',
      'mandelbrot=size=640x360:rate=25,trim=duration=1',
    ]) {
      it(`keeps ${picture.split('=')[0]} with the ffmpeg of ${name}`, async () => {
        const folder = await temporaryFolder();
        try {
          const source = join(folder, 'lossless.mkv');
          await makeMedia({ file: source, picture, options: ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p'] });
          const { file } = await rewriteVideo(source, folder, { programs, segmentFrames: 1000 });
          const similarity = await ssim(file, source);
          assert.ok(similarity >= 0.97, `SSIM is ${similarity}`);
        } finally {
          await rm(folder, { recursive: true });
        }
      });
    }
  }
});
