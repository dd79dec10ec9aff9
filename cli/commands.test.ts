import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ContractService,
  complete,
  deadUrl,
  fail,
  PREDICTIONS,
  VIDEO,
  work,
} from './testing/contract-service.ts';
import { type CliFolder, cliFolder } from './testing/run-cli.ts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let service: ContractService;
let folder: CliFolder & AsyncDisposable;
beforeEach(async () => {
  service = await ContractService.start();
  folder = await cliFolder(service.url);
});
afterEach(async () => {
  await service.close();
  await folder[Symbol.asyncDispose]();
});

async function newTask(name = 'walk.mp4'): Promise<string> {
  const [outcome] = JSON.parse((await folder.run('submit', `s3://bucket/${name}`, '--again', '--json')).out);
  return outcome.task_id;
}

test('status shows a task in words and as the object of the service', async () => {
  service.script = (task) => work(task);
  const id = await newTask();
  const words = await folder.run('status', id);
  assert.equal(words.exit, 0);
  assert.match(words.out, /42 %, 126\/300 frames, 24\.1 fps, 0:07 left/);
  const json = JSON.parse((await folder.run('status', id, '--json')).out);
  assert.equal(json.task_id, id);
  assert.equal(json.progress.frames_done, 126);
});

test('status of a failed task: exit 1 and the reason; of an unknown one: exit 4', async () => {
  service.script = fail;
  const id = await newTask();
  const failed = await folder.run('status', id);
  assert.equal(failed.exit, 1);
  assert.match(failed.out, /failed: No frame can be decoded\. \(video_unreadable\)/);
  const unknown = await folder.run('status', UNKNOWN, '--json');
  assert.equal(unknown.exit, 4);
  assert.equal(JSON.parse(unknown.out).error.code, 'task_not_found');
  const both = await folder.run('status', UNKNOWN, id, '--json');
  assert.equal(both.exit, 4);
  assert.equal(JSON.parse(both.out)[1].task_id, id);
});

test('status --wait follows several tasks, and Ctrl-C leaves them', async () => {
  service.script = (task, look) => (look < 2 ? work(task) : complete(task));
  const ids = [await newTask('a.mp4'), await newTask('b.mp4')];
  const { exit, out } = await folder.run('status', ...ids, '--wait', '--json');
  assert.equal(exit, 0);
  assert.deepEqual(
    JSON.parse(out).map(({ status }: { status: string }) => status),
    ['completed', 'completed'],
  );
  service.script = (task) => work(task);
  const id = await newTask('c.mp4');
  const looks = service.count('GET', /^\/status/);
  const { child, ended } = folder.start('status', id, '--wait');
  while (service.count('GET', /^\/status/) === looks) await sleep(20);
  child.kill('SIGINT');
  const interrupted = await ended;
  assert.equal(interrupted.exit, 130);
  assert.ok(interrupted.err.includes(`posefleet status ${id} --wait`));
});

test('list shows a page, a state, or all; the token goes to the service and not to the storage', async () => {
  service.script = complete;
  const ids = [];
  for (const name of ['a.mp4', 'b.mp4', '\u001b[2Jc.mp4']) ids.unshift(await newTask(name));
  await folder.run('status', ids[0] ?? '');
  const words = await folder.run('list', '--token', 'secret');
  assert.match(words.out, /^TASK +STATUS/);
  assert.equal(words.out.trim().split('\n').length, 4);
  assert.ok(!words.out.includes('\u001b'));
  assert.equal(service.requests.at(-1)?.headers.authorization, 'Bearer secret');
  const one = JSON.parse((await folder.run('list', '--status', 'completed', '--json')).out);
  assert.deepEqual(
    one.tasks.map((task: { task_id: string }) => task.task_id),
    [ids[0]],
  );
  const two = JSON.parse((await folder.run('list', '--limit', '2', '--json')).out);
  assert.equal(two.tasks.length, 2);
  assert.ok(two.next_cursor);
  const all = JSON.parse((await folder.run('list', '--all', '--limit', '1', '--json')).out);
  assert.deepEqual(
    all.tasks.map((task: { task_id: string }) => task.task_id),
    ids,
  );
  assert.equal((await folder.run('list', '--status', 'done')).exit, 2);
});

test('list --all reads page after page', async () => {
  const id = await newTask();
  const { answer } = service.tasks.get(id) ?? {};
  assert.ok(answer);
  for (let i = 0; i < 250; i += 1) {
    const task_id = UNKNOWN.slice(0, -3) + String(i).padStart(3, '0');
    service.tasks.set(task_id, { answer: { ...answer, task_id }, key: undefined, body: '', looks: 0 });
  }
  const { exit, out } = await folder.run('list', '--all', '--json');
  assert.equal(exit, 0);
  const { tasks, total_tasks } = JSON.parse(out);
  assert.equal(new Set(tasks.map((task: { task_id: string }) => task.task_id)).size, 251);
  assert.equal(total_tasks, 251);
  assert.equal(service.count('GET', /^\/tasks/), 3);
});

test('results come through the signed URLs, whole, into their folders', async () => {
  service.script = complete;
  const id = await newTask('walk.mp4');
  const { exit, out, err } = await folder.run(
    'results',
    id,
    '--out',
    'my poses',
    '--token',
    'secret',
    '--json',
  );
  assert.equal(exit, 0, err);
  const saved = JSON.parse(out);
  const place = join(folder.path, 'my poses');
  assert.equal(saved.predictions, join(place, 'predictions/walk_movenet-multipose.json'));
  assert.equal(saved.visualization, join(place, 'visualizations/walk_movenet-multipose.mp4'));
  assert.equal(saved.run, join(place, 'runs/walk_movenet-multipose.json'));
  assert.equal(await readFile(saved.predictions, 'utf8'), PREDICTIONS);
  assert.ok((await readFile(saved.visualization)).equals(VIDEO));
  assert.deepEqual(await readdir(join(place, 'predictions')), ['walk_movenet-multipose.json']);
});

test('names that the service gives never lead out of the folder', async () => {
  service.script = (task) => {
    complete(task);
    if (!task.result) return;
    task.result.predictions_file = 's3://results/x/..\\..\\evil.json';
    task.result.visualization_file = 's3://results/x/..';
  };
  const id = await newTask();
  const { exit } = await folder.run('results', id, '--out', 'deep/er');
  assert.equal(exit, 0);
  const files = (await readdir(folder.path, { recursive: true })).filter((path) =>
    /\.(json|mp4)$/.test(path),
  );
  assert.deepEqual(files.filter((path) => !path.startsWith('.state')).sort(), [
    'deep/er/predictions/evil.json',
    'deep/er/runs/evil.json',
    'deep/er/visualizations/visualization.mp4',
  ]);
});

test('results replace nothing without --force', async () => {
  service.script = complete;
  const id = await newTask();
  const place = join(folder.path, 'out/predictions');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'walk_movenet-multipose.json'), 'mine');
  const refused = await folder.run('results', id, '--out', 'out');
  assert.equal(refused.exit, 2);
  assert.match(refused.err, /--force/);
  assert.equal(await readFile(join(place, 'walk_movenet-multipose.json'), 'utf8'), 'mine');
  assert.deepEqual(await readdir(join(folder.path, 'out')), ['predictions']);
  assert.equal((await folder.run('results', id, '--out', 'out', '--force')).exit, 0);
  assert.equal(await readFile(join(place, 'walk_movenet-multipose.json'), 'utf8'), PREDICTIONS);
});

test('a download that breaks off is begun again; one that has ended is signed again', async () => {
  service.script = complete;
  const id = await newTask();
  const faults = ['break', 403];
  service.fault = (request, response) => {
    if (!request.url?.includes('/visualization')) return false;
    const fault = faults.shift();
    if (fault === undefined) return false;
    if (fault === 403) response.writeHead(403).end('<Code>AccessDenied</Code>');
    else
      response
        .writeHead(200, { 'content-length': VIDEO.length })
        .write(VIDEO.subarray(0, 10), () => response.destroy());
    return true;
  };
  const { exit, err, out } = await folder.run('results', id, '--json');
  assert.equal(exit, 0, err);
  assert.ok((await readFile(JSON.parse(out).visualization)).equals(VIDEO));
});

test('results of a task that has none: exit 1', async () => {
  service.script = (task) => work(task);
  const running = await newTask('a.mp4');
  const early = await folder.run('results', running);
  assert.equal(early.exit, 1);
  assert.match(early.err, /no results yet/);
  service.script = fail;
  const failed = await folder.run('results', running, '--json');
  assert.equal(failed.exit, 1);
  assert.equal(JSON.parse(failed.out).error.code, 'video_unreadable');
});

test('delete says what was deleted, and goes on after an unknown id', async () => {
  const id = await newTask();
  const { exit, out } = await folder.run('delete', UNKNOWN, id, '--results', '--source', '--json');
  assert.equal(exit, 4);
  const [unknown, deleted] = JSON.parse(out);
  assert.equal(unknown.error.code, 'task_not_found');
  assert.equal(deleted.error, null);
  assert.equal(service.tasks.size, 0);
});

test('cancel stops what can be stopped, says so again when asked again, and goes on after a refusal', async () => {
  service.script = (task) => work(task);
  const running = await newTask('a.mp4');
  service.script = complete;
  const over = await newTask('b.mp4');
  await folder.run('status', over);
  const { exit, out, err } = await folder.run('cancel', UNKNOWN, over, running);
  assert.equal(exit, 4);
  assert.equal(out.trim(), `Task ${running} is cancelled`);
  assert.match(err, /There is no task(.|\n)*has completed already/);
  const again = await folder.run('cancel', running, '--json');
  assert.equal(again.exit, 0);
  assert.deepEqual(JSON.parse(again.out), [
    { task_id: running, run: 1, status: 'cancelled', message: `Task ${running} is cancelled`, error: null },
  ]);
});

test('retry asks for the run that the task is in, and can follow it', async () => {
  service.script = (task) => (task.run === 1 ? fail(task) : complete(task));
  const id = await newTask();
  await folder.run('status', id);
  const { exit, out } = await folder.run('retry', id, '--wait', '--json');
  assert.equal(exit, 0);
  const task = JSON.parse(out);
  assert.deepEqual([task.run, task.status], [2, 'completed']);
  const completed = await folder.run('retry', id, '--json');
  assert.equal(completed.exit, 4);
  assert.equal(JSON.parse(completed.out)[0].error.code, 'task_not_retryable');
});

test('retry --run is refused when the task is in another run, and for several tasks', async () => {
  service.script = fail;
  const id = await newTask();
  await folder.run('status', id);
  const other = await folder.run('retry', id, '--run', '2', '--json');
  assert.equal(other.exit, 4);
  assert.equal(JSON.parse(other.out)[0].error.code, 'task_changed');
  const looks = service.count('GET', /^\/status/);
  const right = await folder.run('retry', id, '--run', '1');
  assert.equal(right.exit, 0);
  assert.equal(service.count('GET', /^\/status/), looks);
  assert.equal((await folder.run('retry', id, UNKNOWN, '--run', '1')).exit, 2);
  assert.equal((await folder.run('retry', id, '--run', '0')).exit, 2);
});

/** The service does what it is asked at a route, and its first answer is lost on the way. */
function loseAnswer(route: RegExp, how: 'gateway' | 'connection' = 'gateway'): void {
  let isLost = false;
  service.lose = ({ method, url }, response) => {
    if (isLost || !route.test(`${method} ${url}`)) return false;
    isLost = true;
    if (how === 'connection') response.destroy();
    else response.writeHead(504).end('<html>Gateway time-out</html>');
    return true;
  };
}

test('a retry whose answer was lost is not refused for having happened', async () => {
  service.script = fail;
  for (const how of ['gateway', 'connection'] as const) {
    const id = await newTask();
    await folder.run('status', id);
    service.script = () => {};
    loseAnswer(/^POST \/tasks\/.*\/retry$/, how);
    const { exit, out, err } = await folder.run('retry', id, '--run', '1', '--json');
    assert.equal(exit, 0, err);
    const [{ run, status, error }] = JSON.parse(out);
    assert.deepEqual([run, status, error], [2, 'queued', null]);
    assert.equal(service.tasks.get(id)?.answer.run, 2, 'once');
    service.script = fail;
  }
});

test('a retry whose answer was lost is refused when the task has moved further on', async () => {
  service.script = fail;
  const id = await newTask();
  await folder.run('status', id);
  service.script = () => {};
  loseAnswer(/^POST \/tasks\/.*\/retry$/);
  service.fault = () => {
    const task = service.tasks.get(id);
    if (task?.answer.run === 2) task.answer.run = 3;
    return false;
  };
  const { exit, out } = await folder.run('retry', id, '--run', '1', '--json');
  assert.equal(exit, 4);
  assert.equal(JSON.parse(out)[0].error.code, 'task_changed');
});

test('a deletion whose answer was lost is done; a task that was never there is still told', async () => {
  const id = await newTask();
  loseAnswer(/^DELETE \/tasks\//);
  const { exit, err } = await folder.run('delete', id);
  assert.equal(exit, 0, err);
  assert.equal(service.tasks.has(id), false);
  assert.equal((await folder.run('delete', id)).exit, 4);
});

test('what cannot be an id is refused before anything is asked', async () => {
  for (const [command, id] of [
    ['cancel', ''],
    ['status', '..'],
  ] as const) {
    const { exit, err } = await folder.run(command, id);
    assert.equal(exit, 2, `${command} "${id}"`);
    assert.match(err, /is no id of a task\. "posefleet list" shows them/);
  }
  assert.equal(service.requests.length, 0);
});

test('a task that fails again after a retry is told by the exit code', async () => {
  service.script = fail;
  const id = await newTask();
  await folder.run('status', id);
  const { exit, out } = await folder.run('retry', id, '--wait');
  assert.equal(exit, 1);
  assert.match(out, /No frame can be decoded/);
});

test('every command has help with examples, and says which exit codes there are', async () => {
  for (const command of ['submit', 'status', 'list', 'results', 'cancel', 'retry', 'delete']) {
    const { exit, out } = await folder.run(command, '--help');
    assert.equal(exit, 0);
    assert.match(out, /Examples:\n {2}posefleet/);
    for (const option of ['--url', '--token', '--json'])
      assert.ok(out.includes(option), `${command} ${option}`);
  }
  const { exit, out } = await folder.run('--help');
  assert.equal(exit, 0);
  for (const code of [0, 1, 2, 3, 4, 5, 130]) assert.match(out, new RegExp(`^ {2}${code} +\\w`, 'm'));
  const none = await folder.run();
  assert.equal(none.exit, 2);
  assert.equal((await folder.run('nonsense')).exit, 2);
  assert.match((await folder.run('--version')).out, /^\d+\.\d+\.\d+/);
});

test('with --json an error stands alone on stdout', async () => {
  const { exit, out, err } = await folder.run('list', '--json', '--url', await deadUrl());
  assert.equal(exit, 3);
  assert.equal(JSON.parse(out).error.code, 'unreachable');
  assert.match(err, /^posefleet: http:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED/);
});

test('common options may stand before the command', async () => {
  const { exit, out } = await folder.run('--json', '--url', service.url, 'list');
  assert.equal(exit, 0);
  assert.deepEqual(JSON.parse(out).tasks, []);
});

test('what is not a Posefleet service is told apart from one that cannot be reached', async () => {
  service.fault = (_request, response) => Boolean(response.writeHead(200).end('<html>Hello</html>'));
  const { exit, err } = await folder.run('list');
  assert.equal(exit, 4);
  assert.match(err, /is not this version of Posefleet/);
});
