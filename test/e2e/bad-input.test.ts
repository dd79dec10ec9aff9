/** Bad input: a clear error each time, nothing lost, and the service goes on. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { makeMedia } from '../media/make-media.ts';
import { assertRefused, fetched } from './client.ts';
import { makeShortClip } from './clips.ts';
import { BUCKETS, type Harness, startHarness } from './harness.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];
const SMALL = 'testsrc=size=320x240:rate=25';

describe('bad input', () => {
  let service: Harness;
  let people: string;
  before(async () => {
    service = await startHarness({ concurrency: 2 });
    people = await makeShortClip(service.file('people.mp4'), 8);
  });
  after(() => service.close());

  const text = async (name: string, content: string) => {
    await writeFile(service.file(name), content);
    return service.file(name);
  };
  const media = (name: string, picture: string, options: readonly string[]) =>
    makeMedia({ file: service.file(name), picture, options });
  const torn = async (name: string, share: number, options: readonly string[]) => {
    const file = await media(name, `${SMALL}:duration=2`, [...H264, ...options]);
    await truncate(file, Math.floor((await stat(file)).size * share));
    return file;
  };

  const UNREADABLE: [what: string, make: () => Promise<string>][] = [
    ['an empty file', () => text('empty.mp4', '')],
    ['a text', () => text('text.mp4', 'This is no video.\n'.repeat(100))],
    ['sound alone', () => media('sound.mp4', 'sine=duration=1', ['-c:a', 'aac'])],
    ['a PNG', () => media('picture.png', `${SMALL}:duration=0.04`, ['-frames:v', '1'])],
    [
      'a JPEG named .mp4',
      () => media('picture.mp4', `${SMALL}:duration=0.04`, ['-frames:v', '1', '-f', 'mjpeg']),
    ],
    ['an MP4 without its moov box', () => torn('no-moov.mp4', 0.6, [])],
  ];
  for (const [what, make] of UNREADABLE) {
    it(`${what} fails as video_unreadable`, async () => {
      const task = await service.client.untilEnded(await service.client.process(await make()));
      assert.deepEqual(
        [task.status, task.error?.code, task.error?.retryable],
        ['failed', 'video_unreadable', false],
      );
      assert.ok((task.error?.message.length ?? 0) > 20, task.error?.message);
      assert.equal(task.result, null);
    });
  }

  it('a file that is broken after some frames is completed with those, and a warning', async () => {
    const file = await torn('torn.mp4', 0.6, ['-g', '10', '-movflags', '+faststart']);
    const task = await service.client.untilCompleted(await service.client.process(file));
    const frames = await service.client.predictions(task);
    assert.ok(frames.length > 5 && frames.length < 50, `${frames.length} frames`);
    assert.deepEqual([task.progress.frames_done, task.progress.frames_total], [frames.length, frames.length]);
    assert.equal(task.warnings[0]?.code, 'video_damaged');
    assert.match(task.warnings[0]?.message ?? '', new RegExp(`${frames.length} of 50 frames`));
    const run = JSON.parse(await (await fetched(task.downloads?.run_url)).text());
    assert.deepEqual(run.warnings, task.warnings);
    assert.equal(run.frames.written, frames.length);
  });

  it('a video of one frame is completed with one entry', async () => {
    const file = await media('one.mp4', `${SMALL}:duration=0.04`, [...H264, '-frames:v', '1']);
    const task = await service.client.untilCompleted(await service.client.process(file));
    assert.deepEqual(await service.client.predictions(task), [
      { ...(await service.client.predictions(task))[0], frame_id: 0 },
    ]);
    assert.deepEqual(task.warnings, []);
  });

  for (const size of ['8194x16', '16x8194']) {
    it(`a picture of ${size} fails as too_large`, async () => {
      const file = await media(`${size}.mkv`, `color=black:size=${size}:rate=5:duration=0.4`, [
        '-c:v',
        'ffv1',
      ]);
      const task = await service.client.untilEnded(await service.client.process(file));
      assert.equal(task.error?.code, 'too_large');
      assert.match(task.error?.message ?? '', /8194.*8192/);
    });
  }

  const frames = (first: unknown[]) =>
    JSON.stringify([[[100, 100, 200, 300]], first, [], [], [], [], [], []]);
  const BAD_BOXES: [what: string, content: string, message: RegExp][] = [
    ['of no bytes', '', /empty/],
    ['that are no JSON', '[[[1, 2', /JSON/],
    ['for too few frames', '[[], []]', /2 frames.*8/],
    ['with a word for a number', frames([[1, 'x', 3, 4]]), /Frame 1, box 0.*number/],
    [
      'with x2 ≤ x1',
      frames([
        [0, 0, 9, 9],
        [5, 5, 5, 9],
      ]),
      /Frame 1, box 1.*x2 \(5\)/,
    ],
    ['outside the frame', frames([[1300, 10, 1400, 90]]), /Frame 1, box 0.*1280×720/],
  ];
  for (const [what, content, message] of BAD_BOXES) {
    it(`boxes ${what} fail as bboxes_invalid`, async () => {
      const bboxes_path = await text('boxes.json', content);
      const task = await service.client.untilEnded(await service.client.process(people, { bboxes_path }));
      assert.deepEqual([task.status, task.error?.code], ['failed', 'bboxes_invalid']);
      assert.match(task.error?.message ?? '', message);
    });
  }

  const post = (body: unknown, headers = {}) => service.client.request('POST', '/process', { body, headers });
  const named = (video_filename: string) => post({ video_filename });

  it('what is not there is refused with 404', async () => {
    assertRefused(await named(service.file('missing.mp4')), 404, 'video_not_found');
    assertRefused(await named('media/local/missing.mp4'), 404, 'video_not_found');
    assertRefused(await named(service.folder), 404, 'video_not_found');
    const body = { video_filename: people, bboxes_path: service.file('missing.json') };
    assertRefused(await post(body), 404, 'bboxes_not_found');
    assertRefused(await service.client.request('GET', `/status/${randomUUID()}`), 404, 'task_not_found');
    assertRefused(await service.client.request('GET', '/nonsense'), 404, 'route_unknown');
  });

  it('bodies that are none are refused', async () => {
    assertRefused(await post('{"video_filename": '), 400, 'json_malformed');
    assertRefused(await post(`"${'x'.repeat(20_000_000)}"`), 413, 'body_too_large');
    assertRefused(await post('{}', { 'content-type': 'text/plain' }), 415, 'body_not_json');
    assertRefused(await post({}), 422, 'request_invalid');
    const unknown = await post({ video_filename: people, fps: 3 });
    assertRefused(unknown, 422, 'request_invalid');
    assert.equal(unknown.json.issues[0].field, 'fps');
  });

  it('routes, models, ids and cursors that are none are refused', async () => {
    const get = (path: string) => service.client.request('GET', path);
    assertRefused(await get('/process'), 405, 'method_not_allowed');
    assertRefused(await service.client.request('DELETE', '/health'), 405, 'method_not_allowed');
    assertRefused(await post({ video_filename: people, model: 'nonsense' }), 422, 'model_unknown');
    assertRefused(await post({ video_filename: people, model: 'yolox-nano' }), 422, 'model_unknown');
    assertRefused(await post({ video_filename: people, model: 'face' }), 422, 'request_invalid');
    assertRefused(await get('/status/1'), 422, 'request_invalid');
    assertRefused(await service.client.request('DELETE', '/tasks/..%2f1'), 422, 'request_invalid');
    assertRefused(await get('/tasks?cursor=forged'), 400, 'cursor_invalid');
  });

  for (const path of [
    '../etc/passwd',
    `s3://${BUCKETS.media}/../x.mp4`,
    'file:///etc/passwd',
    'http://127.0.0.1:1/x.mp4',
  ]) {
    it(`the path ${path} is refused`, async () => {
      assertRefused(await named(path), 400, 'path_invalid');
    });
  }

  for (const path of ['s3://another-bucket/x.mp4', `s3://${BUCKETS.results}/results/x.mp4`]) {
    it(`the path ${path} of a bucket that is not the caller's looks as if nothing were there`, async () => {
      assertRefused(await named(path), 404, 'video_not_found');
    });
  }

  it('after all of it a good video is completed, and the counts are right', async () => {
    const task = await service.client.untilCompleted(await service.client.process(people));
    assert.equal((await service.client.predictions(task)).length, 8);
    const total = UNREADABLE.length + BAD_BOXES.length + 5;
    await service.client.untilCounted({ active: 0, queued: 0, total });
    assert.deepEqual((await readFile(people)).length > 0, true, 'the callers’ files stay');
  });
});
