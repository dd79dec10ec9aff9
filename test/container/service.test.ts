/** One video through the API, worked on by the container. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { fetched } from '../e2e/client.ts';
import { makeLongClip, makeShortClip } from '../e2e/clips.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { containersOf, engineOrReason, IMAGE } from './container-harness.ts';

const engine = await engineOrReason();
const skip = typeof engine === 'string' ? engine : false;
let harness: Harness;

before(async () => {
  if (skip !== false) return;
  process.env[ENV.localRuntime] = 'container';
  process.env[ENV.image] = IMAGE;
  harness = await startHarness();
});
after(() => harness?.close());

test('a video becomes predictions and a drawn video in a container', { skip }, async () => {
  const { client, file } = harness;
  const clip = await makeShortClip(file('walk.mp4'));
  const task = await client.untilCompleted(await client.process(clip));
  const frames = await client.predictions(task);
  assert.equal(frames.length, 30);
  assert.ok(frames.some(({ instances }) => instances.length > 0));
  // biome-ignore lint/suspicious/noExplicitAny: the test looks into it.
  const run = (await (await fetched(task.downloads?.run_url)).json()) as any;
  assert.equal(run.provider, 'cpu');
  assert.deepEqual(run.frames, { decoded: 30, selected: 30, predicted: 30, written: 30 });
  assert.notEqual(run.versions.posefleet, 'unknown');
});

test('a deleted task ends its container', { skip }, async () => {
  const { client, file } = harness;
  const clip = await makeLongClip(await makeShortClip(file('short.mp4')), file('long.mp4'));
  const id = await client.process(clip);
  const { log_stream } = await client.untilAtWork(id);
  const job = /\/([0-9a-f-]{36})-/.exec(log_stream ?? '')?.[1] ?? assert.fail('the log stream names the job');
  assert.ok(typeof engine !== 'string');
  assert.equal((await containersOf(engine, job)).length, 1);
  const begun = Date.now();
  const { status } = await client.request('DELETE', `/tasks/${id}`);
  assert.equal(status, 200);
  while ((await containersOf(engine, job)).length > 0) {
    assert.ok(Date.now() - begun < 10_000, 'the container is gone');
  }
});
