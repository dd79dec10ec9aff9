/** What is too long or too large is refused, by its header without a worker, and else by the worker. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { makeMedia } from '../media/make-media.ts';
import { makeShortClip } from './clips.ts';
import { type Harness, startHarness } from './harness.ts';

const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];

describe('limits', () => {
  let service: Harness;
  before(async () => {
    process.env[ENV.maxVideoSeconds] = '3';
    process.env[ENV.maxVideoSide] = '1280';
    service = await startHarness();
  });
  after(async () => {
    await service.close();
    for (const name of [ENV.maxVideoSeconds, ENV.maxVideoSide]) delete process.env[name];
  });

  async function ended(name: string, picture: string, fields: object = {}) {
    const options = name.endsWith('.avi') ? ['-c:v', 'mpeg4'] : H264;
    const file = await makeMedia({ file: service.file(name), picture, options });
    return service.client.untilEnded(await service.client.process(file, { ...fields }));
  }

  const LONG = 'testsrc=size=160x120:rate=25:duration=4';
  const WIDE = 'testsrc=size=1300x120:rate=25:duration=1';

  for (const [name, picture, code, message, attempts] of [
    ['long.mp4', LONG, 'too_long', /lasts 4 s; at most 3 s/, 0],
    ['long.avi', LONG, 'too_long', /lasts 4 s; at most 3 s/, 1],
    ['wide.mp4', WIDE, 'too_large', /1300×120 pixels; at most 1280×1280/, 0],
    ['wide.avi', WIDE, 'too_large', /1300×120 pixels; at most 1280×1280/, 1],
  ] as const) {
    it(`${name} fails as ${code}${attempts === 0 ? ', without a worker' : ', by its worker'}`, async () => {
      const task = await ended(name, picture);
      assert.deepEqual([task.status, task.error?.code], ['failed', code]);
      assert.match(task.error?.message ?? '', message);
      assert.deepEqual([task.attempt, task.log_stream === null], [attempts, attempts === 0]);
    });
  }

  it('of a long video a short range is processed, and a short video as a whole', async () => {
    const range = await ended('range.mp4', LONG, { options: { start_seconds: 1, end_seconds: 1.4 } });
    assert.deepEqual([range.status, range.progress.frames_done], ['completed', 10]);
    const people = await makeShortClip(service.file('people.mp4'), 8);
    await service.client.untilCompleted(await service.client.process(people));
  });
});
