/** Videos of which not each packet is a frame: a range's frames have the indices that they have in the whole. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFrameTable } from '../../media/frame-table.ts';
import { fewestFrames, isExact } from '../../media/frames-and-packets.ts';
import { ffmpegsAtHand, makeMedia, temporaryFolder } from './make-media.ts';
import { rewriteVideo } from './rewrite-video.ts';

/** Packets of MPEG-TS are this long. */
const TS_PACKET = 188;
const PICTURE = 'testsrc2=size=160x120:rate=25:duration=12';

for (const { name, programs } of ffmpegsAtHand()) {
  describe(`videos whose packets are not their frames, with the ffmpeg of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await temporaryFolder();
    });
    after(() => rm(folder, { recursive: true }));

    /** A recording that begins somewhere between keyframes. */
    async function recording(codec: readonly string[], skipped: number): Promise<string> {
      const options = [...codec, '-bf', '2', '-f', 'mpegts'];
      const whole = await readFile(
        await makeMedia({ file: join(folder, 'whole.ts'), picture: PICTURE, options }),
      );
      const file = join(folder, 'recording.ts');
      await writeFile(file, whole.subarray(skipped * TS_PACKET));
      return file;
    }

    /** ffmpeg hides alternate reference frames in packets of their own when it encodes in two passes. */
    async function hiding(): Promise<string> {
      const file = join(folder, 'hiding.webm');
      const looks = [
        '-auto-alt-ref',
        '1',
        '-lag-in-frames',
        '25',
        '-arnr-maxframes',
        '7',
        '-arnr-strength',
        '5',
      ];
      const codec = ['-c:v', 'libvpx', '-g', '40', '-b:v', '200k', '-deadline', 'good', '-cpu-used', '3'];
      const passes = ['-passlogfile', join(folder, 'passes')];
      for (const pass of ['1', '2'])
        await makeMedia({
          file,
          picture: PICTURE,
          options: [...codec, ...looks, ...passes, '-pass', pass, '-y'],
        });
      return file;
    }

    for (const [what, make] of [
      ['H.264 that begins between keyframes', () => recording(['-c:v', 'libx264', '-g', '25'], 400)],
      ['MPEG-2 that begins between keyframes', () => recording(['-c:v', 'mpeg2video', '-g', '12'], 300)],
      ['VP8 with frames that are not shown', hiding],
    ] as const) {
      it(`has the same frames in a range as in the whole: ${what}`, async () => {
        const source = await make();
        const whole = await rewriteVideo(source, folder, { programs });
        const table = await readFrameTable(source, { programs });
        assert.equal(isExact(table, whole.probe), false);
        assert.ok(table.frames > whole.indices.length, `${table.frames} packets`);
        assert.ok(fewestFrames(table, whole.probe) <= whole.indices.length);
        for (const stride of [1, 3]) {
          const [start, end] = [5.01, 6.01];
          const part = await rewriteVideo(source, folder, { programs, selection: { stride, start, end } });
          const isWanted = (time: number, index: number) =>
            index % stride === 0 && time >= start && time < end;
          assert.deepEqual(
            part.indices,
            whole.times.flatMap((time, index) => (isWanted(time, index) ? [index] : [])),
          );
        }
      });
    }
  });
}
