import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-main-'));
});
after(() => rm(folder, { recursive: true }));

function start(environment: Record<string, string> = {}) {
  const env = { ...process.env, PORT: '0', POSEFLEET_DATA: join(folder, 'data'), ...environment };
  return spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for the greeting. @returns the service's address. */
async function greeting(child: ChildProcess): Promise<string> {
  let shown = '';
  for await (const piece of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    shown += piece;
    if (shown.includes('Ctrl-C')) break;
  }
  const url = /runs at (http:\/\/127\.0\.0\.1:\d+) /.exec(shown)?.[1];
  assert.ok(url !== undefined, shown);
  assert.ok(shown.includes(`${url}/docs`) && shown.includes(join(folder, 'data')), shown);
  return url;
}

async function stop(child: ChildProcess): Promise<unknown> {
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  const [code] = await exited;
  return code;
}

async function failure(environment: Record<string, string>): Promise<string> {
  const child = start(environment);
  const [message, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  assert.equal(code, 1);
  assert.ok(!message.includes('    at '), 'a person is not shown a stack');
  return message;
}

test('the service starts, stops in order, and keeps its tasks', async () => {
  const first = start();
  const url = await greeting(first);
  const video = join(folder, 'walk.mp4');
  await writeFile(video, 'not really a video');
  const answer = await fetch(`${url}/process`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ video_filename: video }),
  });
  const { task_id } = (await answer.json()) as { task_id: string };
  const port = new URL(url).port;
  assert.match(
    await failure({ PORT: port, POSEFLEET_DATA: join(folder, 'other') }),
    /Port \d+ is in use.*PORT=/,
  );
  assert.match(await failure({}), /in use by another Posefleet service \(process \d+, http.*POSEFLEET_DATA/);
  assert.equal(await stop(first), 0);
  const second = start();
  const again = await greeting(second);
  assert.equal((await fetch(`${again}/status/${task_id}`)).status, 200);
  assert.equal(await stop(second), 0);
});

test('a port that is none is told', async () => {
  assert.match(await failure({ PORT: 'eighty' }), /PORT must be a number/);
});

test('a setting that makes no sense to workers is told before anything is accepted', async () => {
  for (const [name, value, what] of [
    ['POSEFLEET_PROVIDER', 'gpu', /POSEFLEET_PROVIDER must be cpu, cuda, webgpu or auto, not gpu/],
    ['POSEFLEET_HWACCEL', 'vaapi', /POSEFLEET_HWACCEL must be auto, none or cuda, not vaapi/],
    ['POSEFLEET_MODEL_MIRRORS', 'mirrors', /POSEFLEET_MODEL_MIRRORS must name folders/],
    ['POSEFLEET_THREADS', 'many', /POSEFLEET_THREADS must be a number above zero, not many/],
  ] as const) {
    assert.match(await failure({ [name]: value }), what);
  }
});
