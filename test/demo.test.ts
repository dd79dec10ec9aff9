/** `npm run demo` as a newcomer runs it, with a short clip. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderDemoClip } from '../local/demo-clip/render.ts';

const MAIN = fileURLToPath(new URL('../local/demo/main.ts', import.meta.url));
const FRAMES = 30;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet demo '));
  await mkdir(join(folder, 'tmp'));
  await renderDemoClip(join(folder, 'my walk.mp4'), { frames: FRAMES });
});
after(() => rm(folder, { recursive: true, force: true }));

/** Starts the demo as npm does: in the project's folder, called from another one. */
function startDemo(...words: string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, INIT_CWD: folder, TMPDIR: join(folder, 'tmp') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { child, ended: ended.then(([[exit], out, err]) => ({ exit, out, err })) };
}

const leftovers = () => readdir(join(folder, 'tmp'));

test('a video becomes predictions and a drawn video; nothing else is left', async () => {
  const { exit, out, err } = await startDemo('my walk.mp4', '--out', 'the poses', '--json').ended;
  assert.equal(exit, 0, err);
  const lines = out.trimEnd().split('\n');
  const task = JSON.parse(lines.at(-1) ?? '');
  assert.equal(task.status, 'completed');
  assert.match(lines[0] ?? '', /^30 frames, \d+ poses \(\d\.\d people a frame\), in [\d.]+ s/);
  const predictions = join(folder, 'the poses/predictions/my walk_movenet-multipose.json');
  assert.equal(JSON.parse(await readFile(predictions, 'utf8')).length, FRAMES);
  assert.ok(
    (await stat(join(folder, 'the poses/visualizations/my walk_movenet-multipose.mp4'))).size > 10_000,
  );
  assert.ok(!err.includes('"level"'), 'logs are not shown');
  assert.deepEqual(await leftovers(), []);
});

test('a video that cannot be read: its code on stderr, the task on stdout, the log kept', async () => {
  await writeFile(join(folder, 'text.mp4'), 'not a video');
  const { exit, out, err } = await startDemo('text.mp4', '--json').ended;
  assert.equal(exit, 1);
  assert.match(err, /\(video_unreadable\)/);
  assert.equal(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '').error.code, 'video_unreadable');
  const log = /The service's log: (.+)/.exec(err)?.[1] ?? '';
  assert.ok((await readFile(log, 'utf8')).includes('"level"'));
  await rm(join(log, '..'), { recursive: true });
  assert.deepEqual(await leftovers(), []);
});

test('wrong usage: exit 2, before anything is started', async () => {
  for (const words of [['missing.mp4'], ['--nonsense'], ['my walk.mp4', '--model', 'nonsense']]) {
    assert.equal((await startDemo(...words).ended).exit, 2, words.join(' '));
  }
  assert.deepEqual(await leftovers(), []);
});

test('Ctrl-C ends it, with the service and everything temporary', async () => {
  const { child, ended } = startDemo('my walk.mp4', '--out', 'none');
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  const { exit, err } = await ended;
  assert.equal(exit, 130);
  assert.match(err, /Interrupted/);
  assert.deepEqual(await leftovers(), []);
  await assert.rejects(stat(join(folder, 'none')), { code: 'ENOENT' });
});
