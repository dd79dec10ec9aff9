import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withPullLock } from './pull-lock.ts';

const TIMES = { stale: 400, touch: 50, look: 10 };
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-lock-'));
  path = join(folder, 'model.onnx');
});
afterEach(() => rm(folder, { recursive: true }));

test('one after the other works, and nothing is left', async () => {
  let inside = 0;
  let waited = 0;
  const onWait = () => {
    waited += 1;
  };
  const work = async () => {
    inside += 1;
    assert.equal(inside, 1);
    await sleep(50);
    inside -= 1;
  };
  const options = { times: TIMES, onWait };
  await Promise.all([1, 2, 3, 4].map(() => withPullLock(path, options, work)));
  assert.equal(waited, 3);
  assert.deepEqual(await readdir(folder), []);
});

test('a lock is given back when the work fails', async () => {
  const failure = new Error('of the test');
  await assert.rejects(
    withPullLock(path, { times: TIMES }, () => Promise.reject(failure)),
    failure,
  );
  assert.deepEqual(await readdir(folder), []);
});

test('work that takes long keeps its lock; that of a process that died is taken', async () => {
  await writeFile(`${path}.lock`, 'somebody');
  await utimes(`${path}.lock`, 0, 0);
  const ends: string[] = [];
  const first = withPullLock(path, { times: TIMES }, async () => {
    await sleep(3 * TIMES.stale);
    ends.push('first');
  });
  await sleep(100);
  const second = withPullLock(path, { times: TIMES }, async () => void ends.push('second'));
  await Promise.all([first, second]);
  assert.deepEqual(ends, ['first', 'second']);
  assert.deepEqual(await readdir(folder), []);
});

test('who loses the lock is stopped, and leaves the other’s alone', async () => {
  const work = async (signal: AbortSignal) => {
    await writeFile(`${path}.lock`, 'another');
    await sleep(5000, undefined, { signal }).catch(() => signal.throwIfAborted());
  };
  await assert.rejects(withPullLock(path, { times: TIMES }, work), {
    code: 'model_unavailable',
    message: /Another process took over/,
  });
  assert.deepEqual(await readdir(folder), ['model.onnx.lock']);
});

test('waiting can be stopped', async () => {
  await writeFile(`${path}.lock`, 'somebody');
  const reason = new Error('stopped by the test');
  const stop = new AbortController();
  const options = { signal: stop.signal, onWait: () => stop.abort(reason) };
  await assert.rejects(
    withPullLock(path, options, async () => assert.fail('it is locked')),
    reason,
  );
});
