/** Videos whose pictures change size on the way, as live streams' do. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decodeFrames, evenSize } from '../../media/frame-decoder.ts';
import { ALL_FRAMES } from '../../media/frame-selection.ts';
import { probeVideo } from '../../media/probe.ts';
import { ffmpegsAtHand, makeMedia, temporaryFolder } from './make-media.ts';

const RATE = 25;
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-bf', '0'];

/** A second of a picture whose left upper quarter is white. */
function quarter(size: string): string {
  const white = 'drawbox=x=0:y=0:w=iw/2:h=ih/2:color=white:t=fill';
  return `color=black:size=${size}:rate=${RATE}:duration=1,${white}`;
}

for (const { name, programs } of ffmpegsAtHand()) {
  describe(`pictures that change size, with the ffmpeg of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await temporaryFolder();
    });
    after(() => rm(folder, { recursive: true }));

    it('are all brought to the size of the first: no frame is lost', async () => {
      const parts: Buffer[] = [];
      for (const [index, size] of ['320x240', '160x120', '240x320'].entries()) {
        const file = join(folder, `${size}.ts`);
        const options = [...H264, '-output_ts_offset', String(index)];
        await makeMedia({ file, picture: quarter(size), options });
        parts.push(await readFile(file));
      }
      const file = join(folder, 'changing.ts');
      await writeFile(file, Buffer.concat(parts));
      const probe = await probeVideo(file, { programs });
      const size = evenSize(probe);
      assert.deepEqual(size, { width: 320, height: 240 });
      const corners: boolean[] = [];
      const decoder = await decodeFrames({
        ...{ file, probe, ...size, programs, selection: ALL_FRAMES },
        acquire: async () => ({ bytes: Buffer.alloc((320 * 240 * 3) / 2) }),
        release: () => {},
      });
      for await (const { buffer } of decoder.frames) {
        const luma = (x: number, y: number) => buffer.bytes[320 * y + x] ?? 0;
        corners.push(luma(130, 100) > 200 && luma(190, 100) < 50 && luma(130, 140) < 50);
      }
      assert.equal(corners.length, 3 * RATE);
      assert.ok(corners.every(Boolean), `frames ${corners.flatMap((right, at) => (right ? [] : at))}`);
      assert.equal((await decoder.report).decoded, 3 * RATE);
    });
  });
}
