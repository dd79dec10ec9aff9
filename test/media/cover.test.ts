/** Videos with the picture of a cover, which may stand in front of the moving pictures. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ffmpegCommand, npmFfmpegPrograms, runFfmpeg } from '../../media/ffmpeg.ts';
import { ffmpegsAtHand, temporaryFolder } from './make-media.ts';
import { rewriteVideo } from './rewrite-video.ts';

/** Makes an MP4 of 25 frames with a cover; ffmpeg writes what tells of the cover behind the tracks. */
async function makeCovered(file: string): Promise<void> {
  const command = ffmpegCommand(npmFfmpegPrograms());
  command.input('testsrc=size=320x240:rate=25:duration=1').inputOptions(['-f', 'lavfi']);
  command.input('color=red:size=64x64').inputOptions(['-f', 'lavfi']);
  const cover = ['-c:v:1', 'mjpeg', '-frames:v:1', '1', '-disposition:v:1', 'attached_pic'];
  command.outputOptions(['-map', '0', '-map', '1', '-c:v:0', 'libx264', '-pix_fmt', 'yuv420p', ...cover]);
  await runFfmpeg(command.output(file));
}

/** The boxes of a part of an MP4, with their headers. */
function boxesOf(bytes: Buffer): { type: string; bytes: Buffer }[] {
  const boxes = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const end = at + bytes.readUInt32BE(at);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, end) });
  }
  return boxes;
}

/** The same with the cover in front of the tracks, as other programs write it. */
function withCoverFirst(bytes: Buffer): Buffer {
  const place = { mvhd: 0, udta: 1 } as Record<string, number>;
  const moved = boxesOf(bytes).map(({ type, bytes: box }) => {
    if (type !== 'moov') return box;
    const parts = boxesOf(box.subarray(8)).toSorted((a, b) => (place[a.type] ?? 2) - (place[b.type] ?? 2));
    return Buffer.concat([box.subarray(0, 8), ...parts.map((part) => part.bytes)]);
  });
  return Buffer.concat(moved);
}

for (const { name, programs } of ffmpegsAtHand()) {
  describe(`a video with a cover, with the ffmpeg of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await temporaryFolder();
    });
    after(() => rm(folder, { recursive: true }));

    for (const first of [false, true]) {
      it(`is decoded, not its cover that stands ${first ? 'in front' : 'behind'}`, async () => {
        const file = join(folder, 'covered.mp4');
        await makeCovered(file);
        if (first) await writeFile(file, withCoverFirst(await readFile(file)));
        const { probe, times, width, height } = await rewriteVideo(file, folder, { programs });
        assert.deepEqual([probe.stream, times.length, width, height], [first ? 1 : 0, 25, 320, 240]);
      });
    }
  });
}
