import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { type FfmpegPrograms, findFfmpegPrograms, npmFfmpegPrograms } from '../../media/ffmpeg.ts';
import { CLIP } from './camera.ts';
import { ensureDemoClip } from './demo-clip.ts';
import { createPainter } from './draw-scene.ts';
import { renderDemoClip } from './render.ts';

const folder = await mkdtemp(join(tmpdir(), 'posefleet-demo-clip-'));
after(() => rm(folder, { recursive: true }));

interface Stream {
  codec_type: string;
  codec_name: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  avg_frame_rate?: string;
  nb_read_packets?: string;
  sample_rate?: string;
  duration?: string;
}

for (const [name, programs] of [
  ['the ffmpeg at hand', findFfmpegPrograms()],
  ['the ffmpeg from npm', npmFfmpegPrograms()],
] as const) {
  test(`renders a clip with sound with ${name}`, async () => {
    const file = join(folder, `${name}.mp4`);
    const drawn: number[] = [];

    await renderDemoClip(file, { programs, frames: 45, onProgress: (frame) => drawn.push(frame) });

    const { video, audio } = await probe(file, programs);
    assert.deepEqual([video?.width, video?.height, video?.avg_frame_rate], [1280, 720, '30/1']);
    assert.deepEqual([video?.codec_name, video?.pix_fmt, video?.nb_read_packets], ['h264', 'yuv420p', '45']);
    assert.deepEqual([audio?.codec_name, audio?.sample_rate], ['aac', '48000']);
    assert.ok(Math.abs(Number(audio?.duration) - 1.5) < 0.05);
    assert.equal(drawn.at(-1), 45);
  });
}

test('the whole clip has 300 frames and is rendered once into the cache', async () => {
  process.env.POSEFLEET_CACHE = join(folder, 'cache');
  let drawn = 0;
  const onProgress = () => drawn++;

  const files = [await ensureDemoClip({ onProgress }), await ensureDemoClip({ onProgress })];

  assert.equal(files[0], files[1]);
  assert.equal(drawn, CLIP.frames);
  assert.equal((await readdir(join(folder, 'cache'))).length, 1);
  const { video, audio } = await probe(files[0] ?? '', findFfmpegPrograms());
  assert.equal(video?.nb_read_packets, '300');
  assert.ok(Math.abs(Number(audio?.duration) - 10) < 0.05);
});

test('a failed rendering leaves nothing behind', async () => {
  const place = join(folder, 'failed');
  const broken = { ...findFfmpegPrograms(), ffmpeg: '/bin/false' };
  await assert.rejects(renderDemoClip(join(place, 'clip.mp4'), { programs: broken, frames: 2 }));
  assert.deepEqual(await readdir(place), []);
});

test('a frame is drawn the same whatever was drawn before', () => {
  const [one, other] = [createPainter(), createPainter()];
  other.paint(200);
  for (const painter of [one, other]) painter.paint(60);
  assert.equal(digest(one.canvas.data()), digest(other.canvas.data()));
});

async function probe(file: string, programs: FfmpegPrograms) {
  const args = ['-v', 'error', '-count_packets', '-show_streams', '-of', 'json', file];
  const { stdout } = await promisify(execFile)(programs.ffprobe, args);
  const { streams } = JSON.parse(stdout) as { streams: Stream[] };
  const ofType = (type: string) => streams.find(({ codec_type }) => codec_type === type);
  return { video: ofType('video'), audio: ofType('audio') };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
