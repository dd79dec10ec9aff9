/** The command `posefleet` against the local service as it is: real uploads, a real worker, a real model. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CliFolder, cliFolder } from '../cli/testing/run-cli.ts';
import {
  type DemoFolder,
  type DemoService,
  makeDemoFolder,
  removeDemoFolder,
  startDemoService,
} from '../local/demo/demo-service.ts';
import { renderDemoClip } from '../local/demo-clip/render.ts';

/** Frames of the clip: a second. */
const FRAMES = 30;
/** More than goes up in one request. */
const LARGE_BYTES = 20_000_000;

let data: DemoFolder;
let service: DemoService;
let folder: CliFolder & AsyncDisposable;

before(async () => {
  data = await makeDemoFolder();
  service = await startDemoService(data, new AbortController().signal);
  folder = await cliFolder(service.url);
  await renderDemoClip(join(folder.path, 'Läufer 1+2 %.mp4'), { frames: FRAMES });
});
after(async () => {
  await service.close();
  await removeDemoFolder(data, { log: false });
  await folder[Symbol.asyncDispose]();
});

test('a video is submitted, followed, found again, fetched and deleted', async () => {
  const words = ['submit', 'Läufer 1+2 %.mp4', '--wait', '--json'];
  const submitted = await folder.run(...words);
  assert.equal(submitted.exit, 0, submitted.err);
  const [{ task_id, task }] = JSON.parse(submitted.out);
  assert.equal(task.status, 'completed');
  assert.equal(task.progress.frames_done, FRAMES);

  const again = await folder.run(...words);
  assert.equal(JSON.parse(again.out)[0].task_id, task_id);
  assert.equal(JSON.parse(again.out)[0].already_there, true);

  const fetched = await folder.run('results', task_id, '--out', 'poses', '--json');
  assert.equal(fetched.exit, 0, fetched.err);
  const saved = JSON.parse(fetched.out);
  assert.equal(saved.predictions, join(folder.path, 'poses/predictions/Läufer 1+2 %_movenet-multipose.json'));
  assert.equal(JSON.parse(await readFile(saved.predictions, 'utf8')).length, FRAMES);
  assert.ok((await stat(saved.visualization)).size > 10_000);

  folder.environment = { POSEFLEET_DATA: join(data.work, 'data') };
  const logged = await folder.run('logs', task_id);
  assert.equal(logged.exit, 0, logged.err);
  assert.match(logged.out, /^\S+Z INFO {2}.*The task is over for this worker\. outcome=completed$/m);

  const listed = JSON.parse((await folder.run('list', '--json')).out);
  assert.ok(listed.tasks.some((each: { task_id: string }) => each.task_id === task_id));
  assert.equal((await folder.run('delete', task_id, '--results', '--source')).exit, 0);
  assert.equal((await folder.run('status', task_id)).exit, 4);
  assert.equal((await folder.run('submit', 'Läufer 1+2 %.mp4')).exit, 4);
});

test('a file of several parts arrives whole; what is no video fails with its code', async () => {
  await writeFile(join(folder.path, 'noise.mp4'), randomBytes(LARGE_BYTES));
  const { exit, out } = await folder.run('submit', 'noise.mp4', '--wait', '--json');
  assert.equal(exit, 1);
  const [{ error }] = JSON.parse(out);
  assert.equal(error.code, 'video_unreadable');
  const { exit: later, out: told } = await folder.run('submit', 'noise.mp4');
  assert.equal(later, 1);
  assert.match(told, /failed +noise\.mp4 +already there; .*\(video_unreadable\)/);
});

test('what the service refuses is told with its code', async () => {
  await writeFile(join(folder.path, 'a.mp4'), randomBytes(1000));
  const { exit, out } = await folder.run('submit', 'a.mp4', '--model', 'nonsense');
  assert.equal(exit, 4);
  assert.match(out, /\(model_unknown\)/);
});
