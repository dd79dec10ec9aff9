import assert from 'node:assert/strict';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeMedia, remakeMedia, temporaryFolder } from '../../test/media/make-media.ts';
import { examineVideo, type VideoFacts } from './examine-video.ts';
import type { ByteSource } from './movie-seconds.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast', '-g', '25'];
const LONG = 14_400;

describe('what a header says', () => {
  let folder: string;
  let clip: string;
  before(async () => {
    folder = await temporaryFolder();
    clip = await makeMedia({
      file: join(folder, 'clip.mp4'),
      picture: 'testsrc=size=320x240:rate=25:duration=8',
      sound: 'sine=duration=20',
      options: [...H264, '-c:a', 'aac'],
    });
  });
  after(() => rm(folder, { recursive: true }));

  /** Looks at a file, and counts what was read of it. */
  async function examine(file: string, longSeconds = LONG): Promise<VideoFacts & { read: number }> {
    const { size } = await stat(file);
    await using handle = await open(file);
    let read = 0;
    const source: ByteSource = {
      bytes: size,
      async read(start, end) {
        read += end - start;
        return (await handle.read(Buffer.alloc(end - start), 0, end - start, start)).buffer;
      },
    };
    return { ...(await examineVideo(source, longSeconds)), read };
  }

  function near(seconds: number | undefined, expected: number): void {
    assert.ok(Math.abs((seconds ?? 0) - expected) < 0.3, String(seconds));
  }

  for (const [name, options] of [
    ['mp4', []],
    ['mov', []],
    ['mkv', []],
    ['webm', ['-c:v', 'libvpx', '-deadline', 'realtime']],
  ] as const) {
    it(`${name}: size and duration`, async () => {
      const file = join(folder, `plain.${name}`);
      await makeMedia({
        file,
        picture: 'testsrc=size=320x240:rate=25:duration=3',
        options: [...H264, ...options],
      });
      const { bytes, width, height, seconds } = await examine(file);
      assert.deepEqual([bytes, width, height], [(await stat(file)).size, 320, 240]);
      near(seconds, 3);
    });
  }

  it('a film in fragments tells by its last one', async () => {
    const file = join(folder, 'fragments.mp4');
    await remakeMedia(clip, file, { after: ['-c', 'copy', '-an', '-movflags', 'frag_keyframe+empty_moov'] });
    near((await examine(file)).seconds, 8);
  });

  it('a transport stream tells its size alone', async () => {
    const file = join(folder, 'stream.ts');
    await remakeMedia(clip, file, { after: ['-c', 'copy', '-an'] });
    const { width, height, seconds } = await examine(file);
    assert.deepEqual([width, height, seconds], [320, 240, undefined]);
  });

  it('where the sound is longer than the picture, the picture counts once it matters', async () => {
    near((await examine(clip)).seconds, 20);
    near((await examine(clip, 15)).seconds, 8);
  });

  it('an edit list is heeded: what was cut off does not count', async () => {
    const file = join(folder, 'cut.mp4');
    await remakeMedia(clip, file, { before: ['-ss', '6.5'], after: ['-c', 'copy', '-an'] });
    const { seconds } = await examine(file, 1);
    assert.ok((seconds ?? 0) <= 2.1, String(seconds));
  });

  it('of a film only the header is read', async () => {
    const file = join(folder, 'large.mp4');
    const picture = 'nullsrc=size=64x64:rate=25:duration=12,geq=random(1)*255:128:128';
    await makeMedia({ file, picture, options: [...H264, '-b:v', '2M'] });
    const { read, bytes } = await examine(file);
    assert.ok(read < bytes / 2, `${read} of ${bytes}`);
  });

  it('what is no video, no longer whole, or sound alone is told by an error or by nothing', async () => {
    const text = join(folder, 'clip.mp4');
    const whole = await readFile(text);
    const half: ByteSource = {
      bytes: whole.length >> 1,
      read: async (start, end) => whole.subarray(start, end),
    };
    await assert.rejects(async () => {
      const { width } = await examineVideo(half, LONG);
      assert.ok(width !== undefined);
    });
    const sound = join(folder, 'sound.m4a');
    await remakeMedia(clip, sound, { after: ['-c', 'copy', '-vn'] });
    assert.deepEqual(Object.keys(await examine(sound)).sort(), ['bytes', 'read']);
  });

  it('a playlist is not followed', async () => {
    const text = Buffer.from(
      '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n',
    );
    const playlist: ByteSource = {
      bytes: text.length,
      read: async (start, end) => text.subarray(start, end),
    };
    await assert.rejects(examineVideo(playlist, LONG), /unsupported/);
  });
});
