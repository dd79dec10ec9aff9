import assert from 'node:assert/strict';
import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { probeVideo } from '../../media/probe.ts';
import { ffmpegsAtHand, makeMedia, remakeMedia, temporaryFolder } from './make-media.ts';
import { frameTimes, streamsOf } from './read-times.ts';
import { type Rewritten, rewriteVideo } from './rewrite-video.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
/** Black, with a white patch in the upper left. */
const PATCH = 'color=black:size=320x240:rate=25:duration=1,drawbox=x=0:y=0:w=80:h=60:color=white:t=fill';

/** In which corner the patch is: the brightest of four pixels. */
function brightCorner({ first, width, height }: Rewritten): string {
  const at = (x: number, y: number) => first?.[y * width + x] ?? 0;
  const corners = {
    'upper left': at(10, 10),
    'upper right': at(width - 11, 10),
    'lower left': at(10, height - 11),
    'lower right': at(width - 11, height - 11),
  };
  return Object.entries(corners).sort(([, a], [, b]) => b - a)[0]?.[0] as string;
}

for (const { name, programs } of ffmpegsAtHand()) {
  describe(`pictures with the ffmpeg of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await temporaryFolder();
    });
    after(() => rm(folder, { recursive: true }));

    for (const [degrees, corner, size] of [
      [90, 'upper right', '240x320'],
      [180, 'lower right', '320x240'],
      [270, 'lower left', '240x320'],
    ] as const) {
      it(`applies a rotation of ${degrees} degrees`, async () => {
        const upright = await makeMedia({ file: join(folder, 'upright.mp4'), picture: PATCH, options: H264 });
        // The old muxer takes this tag for a turn to the left.
        const after = ['-c', 'copy', '-metadata:s:v:0', `rotate=${360 - degrees}`];
        const source = await remakeMedia(upright, join(folder, `turned-${degrees}.mp4`), { after });
        const rewritten = await rewriteVideo(source, folder, { programs });
        assert.equal(rewritten.probe.rotation, degrees);
        assert.equal(`${rewritten.width}x${rewritten.height}`, size);
        assert.equal(brightCorner(rewritten), corner);
      });
    }

    it('keeps pixels that are not square', async () => {
      const source = join(folder, 'wide.mp4');
      await makeMedia({ file: source, options: [...H264, '-vf', 'setsar=4/3'] });
      const { file } = await rewriteVideo(source, folder, { programs });
      assert.equal((await streamsOf(file))[0]?.sample_aspect_ratio, '4:3');
    });

    it('pads odd sides to even ones', async () => {
      const source = join(folder, 'odd.webm');
      const picture = 'testsrc=size=321x241:rate=25:duration=1';
      await makeMedia({
        file: source,
        picture,
        options: ['-c:v', 'libvpx', '-b:v', '300k', '-deadline', 'realtime'],
      });
      const { width, height, indices } = await rewriteVideo(source, folder, { programs });
      assert.deepEqual([width, height, indices.length], [322, 242, 25]);
    });

    it('reads 10-bit HEVC', async (context) => {
      const source = join(folder, 'deep.mp4');
      const options = ['-c:v', 'libx265', '-pix_fmt', 'yuv420p10le', '-x265-params', 'log-level=none'];
      try {
        await makeMedia({ file: source, picture: PATCH, options, programs });
      } catch (error) {
        context.skip(`this ffmpeg cannot make it: ${(error as Error).message.split('\n').at(-1)}`);
        return;
      }
      const rewritten = await rewriteVideo(source, folder, { programs });
      assert.equal(rewritten.indices.length, 25);
      assert.equal(brightCorner(rewritten), 'upper left');
    });

    it('keeps size and times of a picture that is turned by no quarter', async () => {
      const file = await makeMedia({ file: join(folder, 'odd-turn.mp4'), options: H264 });
      const whole = await readFile(file);
      const [matrix, turned] = [whole.indexOf('tkhd') + 44, Buffer.alloc(36)];
      const [cosine, sine] = [Math.cos(Math.PI / 3), Math.sin(Math.PI / 3)].map((part) => part * 2 ** 16);
      [cosine, sine, 0, -(sine as number), cosine, 0, 0, 0, 2 ** 30].forEach((value = 0, index) => {
        turned.writeInt32BE(Math.trunc(value), 4 * index);
      });
      turned.copy(whole, matrix);
      await writeFile(file, whole);
      const rewritten = await rewriteVideo(file, folder, { programs });
      assert.deepEqual([rewritten.width, rewritten.height, rewritten.probe.rotation], [320, 240, 0]);
      assert.deepEqual(
        rewritten.times.map((time) => time.toFixed(4)),
        (await frameTimes(file)).map((time) => time.toFixed(4)),
      );
    });

    it('brings full range down to limited range', async () => {
      const source = join(folder, 'full.mp4');
      await makeMedia({ file: source, picture: PATCH, options: ['-c:v', 'libx264', '-pix_fmt', 'yuvj420p'] });
      const { first } = await rewriteVideo(source, folder, { programs });
      const white = first?.[10 * 320 + 10] as number;
      assert.ok(white > 225 && white <= 236, `white is ${white}`);
    });

    it('gives the frames that a torn file still holds, and the complaint', async () => {
      const whole = join(folder, 'whole.mp4');
      const options = [...H264, '-g', '10', '-movflags', '+faststart'];
      await makeMedia({ file: whole, options });
      const torn = join(folder, 'torn.mp4');
      await copyFile(whole, torn);
      await truncate(torn, Math.floor((await readFile(whole)).length * 0.6));
      const { indices, report, probe } = await rewriteVideo(torn, folder, { programs });
      assert.ok(indices.length > 5 && indices.length < 50, `${indices.length} frames`);
      assert.equal(report.decoded, indices.length);
      assert.equal(probe.frames, 50);
      assert.ok(report.complaintCount > 0, 'ffmpeg complained');
    });

    it('reads one frame', async () => {
      const source = join(folder, 'one.mp4');
      await makeMedia({ file: source, options: [...H264, '-frames:v', '1'] });
      assert.deepEqual((await rewriteVideo(source, folder, { programs })).indices, [0]);
    });

    const refused: [string, (file: string) => Promise<unknown>][] = [
      ['empty.mp4', (file) => writeFile(file, '')],
      ['text.mp4', (file) => writeFile(file, 'This is not a video.\n'.repeat(100))],
      [
        'playlist.mp4',
        (file) =>
          writeFile(
            file,
            '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
          ),
      ],
      ['still.png', (file) => makeMedia({ file, options: ['-frames:v', '1'] })],
      [
        'still-named.mp4',
        async (file) =>
          copyFile(await makeMedia({ file: join(folder, 's.png'), options: ['-frames:v', '1'] }), file),
      ],
      ['sound-only.mp4', (file) => makeMedia({ file, picture: 'sine=duration=1', options: ['-c:a', 'aac'] })],
      [
        'no-moov.mp4',
        async (file) => {
          const whole = await makeMedia({ file: join(folder, 'w.mp4'), options: H264 });
          await writeFile(file, (await readFile(whole)).subarray(0, 3000));
        },
      ],
    ];
    for (const [file, make] of refused) {
      it(`refuses ${file} as unreadable`, async () => {
        await make(join(folder, file));
        await assert.rejects(probeVideo(join(folder, file), { programs }), { code: 'video_unreadable' });
      });
    }
  });
}
