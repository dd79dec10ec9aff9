import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFrameTable } from '../../media/frame-table.ts';
import { ffmpegsAtHand, makeMedia, remakeMedia, temporaryFolder } from './make-media.ts';
import { frameTimes, soundTimes, streamsOf } from './read-times.ts';
import { rewriteVideo } from './rewrite-video.ts';

/** mediabunny's ticks for video. */
const TICK = 1 / 57_600;
const SINE = 'sine=frequency=440:sample_rate=48000:duration=2';
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '12', '-bf', '2'];

function assertSameTimes(actual: number[], expected: number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((time, index) => {
    const difference = Math.abs(time - (expected[index] as number));
    assert.ok(difference <= tolerance, `time ${index} is ${time}, not ${expected[index]}`);
  });
}

for (const { name, programs } of ffmpegsAtHand()) {
  describe(`times with the ffmpeg of ${name}`, () => {
    let folder: string;
    before(async () => {
      folder = await temporaryFolder();
    });
    after(() => rm(folder, { recursive: true }));

    /** Rewrites and compares the picture's times, and the sound's where it is copied. */
    async function assertKept(source: string, { origin = 0 } = {}): Promise<void> {
      const { file, times } = await rewriteVideo(source, folder, { programs });
      const expected = (await frameTimes(source)).map((time) => time - origin);
      assertSameTimes(times, expected, 1e-6);
      assertSameTimes(await frameTimes(file), expected, TICK);
    }

    it('keeps the times of B-frames and of copied AAC', async () => {
      const source = join(folder, 'plain.mp4');
      await makeMedia({ file: source, sound: SINE, options: [...H264, '-c:a', 'aac'] });
      await assertKept(source);
      assertSameTimes(await soundTimes(join(folder, 'rewritten.mp4')), await soundTimes(source), 1e-3);
    });

    it('keeps a variable frame rate', async () => {
      const source = join(folder, 'variable.mp4');
      const picture = "testsrc=size=320x240:rate=600:duration=2,select='not(mod(n\\,17+floor(n/60)))'";
      await makeMedia({ file: source, picture, options: [...H264, '-vsync', 'passthrough'] });
      const steps = new Set(
        (await frameTimes(source)).map((time, index, all) =>
          Math.round((time - (all[index - 1] ?? 0)) * 1000),
        ),
      );
      assert.ok(steps.size > 5, 'the source has a variable rate');
      await assertKept(source);
    });

    it('keeps the times of a cut that is made by an edit list', async () => {
      const long = join(folder, 'long.mp4');
      await makeMedia({
        file: long,
        sound: SINE,
        options: ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '250', '-c:a', 'aac'],
      });
      const source = await remakeMedia(long, join(folder, 'cut.mp4'), {
        before: ['-ss', '0.72'],
        after: ['-c', 'copy'],
      });
      const shown = await frameTimes(source);
      assert.ok(shown.length < 50, 'part of the packets are not shown');
      await assertKept(source);
      assertSameTimes(await soundTimes(join(folder, 'rewritten.mp4')), await soundTimes(source), 1e-3);
    });

    it('counts MPEG-TS from its own start', async () => {
      const source = join(folder, 'broadcast.ts');
      await makeMedia({
        file: source,
        sound: SINE,
        options: [...H264, '-c:a', 'aac', '-output_ts_offset', '5000'],
      });
      const { probe } = await rewriteVideo(source, folder, { programs });
      assert.ok(probe.origin > 4999, 'the source starts late');
      await assertKept(source, { origin: probe.origin });
      const sound = (await soundTimes(source)).map((time) => time - probe.origin);
      assertSameTimes(await soundTimes(join(folder, 'rewritten.mp4')), sound, 1e-3);
    });

    it('makes PCM into AAC at the same times', async () => {
      const source = join(folder, 'pcm.mov');
      await makeMedia({ file: source, sound: SINE, options: [...H264, '-c:a', 'pcm_s16le'] });
      const { file } = await rewriteVideo(source, folder, { programs });
      const sound = (await streamsOf(file)).find(({ codec_type }) => codec_type === 'audio');
      assert.equal(sound?.codec_name, 'aac');
      assert.ok(Math.abs(Number(sound?.start_time)) <= 1e-3, `sound starts at ${sound?.start_time}`);
      const times = await soundTimes(file);
      assert.ok(Math.abs((times.at(-1) as number) + 1024 / 48000 - 2) < 1024 / 48000);
    });

    for (const [codec, file] of [
      ['libmp3lame', 'mp3.mkv'],
      ['libopus', 'opus.webm'],
    ] as const) {
      it(`copies ${file}`, async () => {
        const source = join(folder, file);
        const picture = file.endsWith('webm')
          ? ['-c:v', 'libvpx', '-b:v', '300k', '-deadline', 'realtime']
          : H264;
        await makeMedia({ file: source, sound: SINE, options: [...picture, '-c:a', codec] });
        await assertKept(source);
        assertSameTimes(await soundTimes(join(folder, 'rewritten.mp4')), await soundTimes(source), 1.5e-3);
      });
    }

    for (const [file, most, options] of [
      ['open-gop.mp4', 100, [...H264, '-x264-params', 'open-gop=1']],
      // MPEG-TS has no index: a seek may land far ahead.
      ['broadcast-range.ts', 160, [...H264, '-output_ts_offset', '5000']],
      [
        'vp9.webm',
        100,
        ['-c:v', 'libvpx-vp9', '-g', '12', '-b:v', '300k', '-deadline', 'realtime', '-cpu-used', '8'],
      ],
    ] as const) {
      it(`decodes little more than a range of ${file}`, async () => {
        const source = join(folder, file);
        const picture = 'testsrc=size=320x240:rate=25:duration=8';
        await makeMedia({ file: source, picture, options });
        const whole = await rewriteVideo(source, folder, { programs });
        const { start, end } = { start: 3.01, end: 3.99 };
        const part = await rewriteVideo(source, folder, { programs, selection: { stride: 2, start, end } });
        const expected = whole.times.flatMap((time, index) =>
          index % 2 === 0 && time >= start && time < end ? [index] : [],
        );
        assert.deepEqual(part.indices, expected);
        assertSameTimes(
          part.times,
          expected.map((index) => whole.times[index] as number),
          1e-9,
        );
        assert.ok(part.report.decoded <= most, `${part.report.decoded} of 200 frames were decoded`);
      });
    }

    for (const file of ['sparse.mp4', 'sparse.mkv']) {
      it(`finds a range of ${file}, whose keyframes are 10 s apart`, async () => {
        const source = join(folder, file);
        const picture = 'testsrc=size=160x120:rate=25:duration=30';
        await makeMedia({
          file: source,
          picture,
          options: ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '250', '-bf', '3'],
        });
        const all = await frameTimes(source);
        for (const [start, end] of [
          [11, 12],
          [21, 28],
          [9.5, 10.5],
        ] as const) {
          const { indices, report } = await rewriteVideo(source, folder, {
            programs,
            selection: { stride: 1, start, end },
          });
          assert.deepEqual(
            indices,
            all.flatMap((time, index) => (time >= start && time < end ? [index] : [])),
          );
          assert.ok(report.decoded < 750, `${report.decoded} of 750 frames were decoded`);
        }
      });
    }

    it('gives frames that change their size the right index', async () => {
      const parts = await Promise.all(
        ['320x240', '160x120'].map((size, part) =>
          makeMedia({
            file: join(folder, `${size}.ts`),
            picture: `testsrc=size=${size}:rate=25:duration=2.04`,
            options: [...H264, '-output_ts_offset', String(part * 3), '-f', 'mpegts'],
          }),
        ),
      );
      const source = join(folder, 'sizes.ts');
      await writeFile(source, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
      const every = await rewriteVideo(source, folder, { programs });
      const some = await rewriteVideo(source, folder, {
        programs,
        selection: { stride: 4, start: 0, end: Infinity },
      });
      assert.ok(some.indices.length > 20);
      assert.deepEqual(
        some.times,
        some.indices.map((index) => every.times[index]),
      );
    });

    it('counts the packets of a container without times', async () => {
      const source = join(folder, 'raw.h264');
      await makeMedia({ file: source, options: [...H264, '-f', 'h264'] });
      const table = await readFrameTable(source, { programs });
      assert.deepEqual([table.frames, table.complete], [50, false]);
      assert.equal((await rewriteVideo(source, folder, { programs })).indices.length, 50);
    });

    it('holds the frames of a range and a stride at their own times', async () => {
      const source = join(folder, 'plain.mp4');
      const selection = { stride: 3, start: 0.5, end: 1.25 };
      const { indices, times, file } = await rewriteVideo(source, folder, { programs, selection });
      const all = await frameTimes(source);
      const expected = all.flatMap((time, index) =>
        index % 3 === 0 && time >= 0.5 && time < 1.25 ? [index] : [],
      );
      assert.deepEqual(indices, expected);
      assertSameTimes(
        times,
        expected.map((index) => all[index] as number),
        1e-6,
      );
      assertSameTimes(await frameTimes(file), times, TICK);
      const sound = await soundTimes(file);
      assert.ok(
        (sound[0] as number) >= 0.5 && (sound.at(-1) as number) < 1.25,
        'the sound is cut to the range',
      );
    });
  });
}
