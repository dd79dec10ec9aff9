/** Decoding that is taken up behind a frame gives the frames that follow it in a run in one piece. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FramePool } from '../../gpu-worker/frames/frame-pool.ts';
import { resumeStart } from '../../media/decode-start.ts';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import { type DecodeStart, decodeFrames } from '../../media/frame-decoder.ts';
import type { FramePlace } from '../../media/frame-mark.ts';
import { FrameUnknown } from '../../media/frame-pairing.ts';
import { ALL_FRAMES } from '../../media/frame-selection.ts';
import { readFrameTable } from '../../media/frame-table.ts';
import { probeVideo } from '../../media/probe.ts';
import { ffmpegsAtHand, makeMedia, remakeMedia, temporaryFolder } from './make-media.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '12', '-bf', '2'];
const PICTURE = 'testsrc=size=160x120:rate=25:duration=6';
/** Files, and the options by which they are made. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'closed-gop.mp4': H264,
  'open-gop.mp4': [...H264, '-x264-params', 'open-gop=1'],
  'open-gop.ts': [...H264, '-x264-params', 'open-gop=1', '-output_ts_offset', '5000'],
  'gradual-refresh.mp4': [...H264, '-x264-params', 'intra-refresh=1:keyint=25'],
  'sparse.mkv': ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '50', '-bf', '3'],
  'vp9.webm': ['-c:v', 'libvpx-vp9', '-g', '15', '-b:v', '300k', '-deadline', 'realtime', '-cpu-used', '8'],
  'mpeg2.mpg': ['-c:v', 'mpeg2video', '-g', '12', '-bf', '2', '-b:v', '800k'],
  'mpeg4.avi': ['-c:v', 'mpeg4', '-g', '12', '-bf', '0', '-b:v', '800k'],
};
/** Frames behind which decoding is taken up. */
const MARKS = [2, 59, 60, 61, 117, 148];

/** A frame: where it stands, and a hash of its pixels. */
interface Seen {
  place: FramePlace | undefined;
  pixels: string;
}

async function decode(file: string, programs: FfmpegPrograms, start?: DecodeStart): Promise<Seen[]> {
  const probe = await probeVideo(file, { programs });
  const { width, height } = probe;
  const pool = new FramePool(4, (width * height * 3) / 2);
  const { acquire, release } = pool;
  const request = { file, probe, width, height, selection: ALL_FRAMES, programs, acquire, release };
  const decoder = await decodeFrames(start === undefined ? request : { ...request, start });
  const seen: Seen[] = [];
  try {
    for await (const { place, buffer } of decoder.frames) {
      seen.push({ place, pixels: createHash('md5').update(buffer.bytes).digest('hex') });
      release(buffer);
    }
  } finally {
    decoder.stop();
  }
  return seen;
}

function assertSame(actual: readonly Seen[], expected: readonly Seen[], where: string): void {
  const lines = (frames: readonly Seen[]) => frames.map((frame) => JSON.stringify(frame));
  const [seen, wanted] = [lines(actual), lines(expected)];
  const other = wanted.findIndex((line, index) => line !== seen[index]);
  assert.equal(seen[other], wanted[other], `${where}, frame ${other}`);
  assert.equal(seen.length, wanted.length, where);
}

for (const { name, programs } of ffmpegsAtHand()) {
  describe(`taking up decoding with the ffmpeg of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await temporaryFolder();
    });
    after(() => rm(folder, { recursive: true }));

    async function assertTakenUp(file: string, marks: readonly number[]): Promise<void> {
      const [table, whole] = await Promise.all([readFrameTable(file, { programs }), decode(file, programs)]);
      for (const index of marks) {
        const { place } = whole[index] ?? {};
        assert.ok(place);
        const start = resumeStart(table, { ...place, complaints: [], complaintCount: 0 }, 'count');
        assertSame(await decode(file, programs, start), whole.slice(index + 1), `behind frame ${index}`);
      }
    }

    for (const [file, options] of Object.entries(FILES)) {
      it(`gives the same frames: ${file}`, async () => {
        await assertTakenUp(await makeMedia({ file: join(folder, file), picture: PICTURE, options }), MARKS);
      });
    }

    it('gives the same frames: a cut by an edit list', async () => {
      const long = await makeMedia({ file: join(folder, 'long.mp4'), picture: PICTURE, options: H264 });
      const cut = await remakeMedia(long, join(folder, 'cut.mp4'), {
        before: ['-ss', '1.6'],
        after: ['-c', 'copy'],
      });
      await assertTakenUp(cut, [2, 30, 31, 77]);
    });

    it('says so when the frame does not come', async () => {
      const file = await makeMedia({ file: join(folder, 'x.mp4'), picture: PICTURE, options: H264 });
      const table = await readFrameTable(file, { programs });
      const mark = {
        index: 70,
        pts: 1,
        time: 2.8,
        decoded: 71,
        counted: 71,
        complaints: [],
        complaintCount: 0,
      };
      const start = resumeStart(table, mark, 'count');
      await assert.rejects(decode(file, programs, start), FrameUnknown);
      const beyond = resumeStart(table, { ...mark, pts: 1e9 }, 'count');
      await assert.rejects(decode(file, programs, beyond), FrameUnknown);
    });
  });
}
