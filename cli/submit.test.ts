import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContractService, complete, deadUrl, fail, PART_BYTES, work } from './testing/contract-service.ts';
import { type CliFolder, cliFolder } from './testing/run-cli.ts';

/** Eight parts, the last one short. */
const LONG = PART_BYTES * 7 + 123;

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

async function video(name: string, bytes = 1000): Promise<Buffer> {
  const content = randomBytes(bytes);
  await mkdir(join(folder.path, 'in'), { recursive: true });
  await writeFile(join(folder.path, 'in', name), content);
  return content;
}

const puts = () => service.count('PUT', /^\/storage\//);

test('files of one part and of many arrive as they are, with their length told beforehand', async () => {
  const short = await video('Läufer 1+2 %.mp4');
  const long = await video('long.mov', LONG);
  const { exit, out, err } = await folder.run('submit', 'in', '--json');
  assert.equal(exit, 0, err);
  const outcomes = JSON.parse(out);
  assert.deepEqual(
    outcomes.map(({ video, status, already_there, error }: Record<string, unknown>) => [
      video,
      status,
      already_there,
      error,
    ]),
    [
      ['in/Läufer 1+2 %.mp4', 'queued', false, null],
      ['in/long.mov', 'queued', false, null],
    ],
  );
  const stored = [...service.objects].sort(([, a], [, b]) => a.length - b.length);
  assert.ok(stored[0]?.[0].endsWith('/Läufer 1+2 %.mp4'));
  assert.ok(stored[0]?.[1].equals(short));
  assert.ok(stored[1]?.[1].equals(long));
  const lengths = service.requests.filter(({ method }) => method === 'PUT').map(({ headers }) => headers);
  assert.ok(
    lengths.every((headers) => headers['content-length'] && headers['transfer-encoding'] === undefined),
  );
});

test('run again it uploads and submits nothing, and says so', async () => {
  await video('a.mp4');
  const first = JSON.parse((await folder.run('submit', 'in', '--json')).out);
  const again = await folder.run('submit', 'in/*.mp4');
  assert.equal(again.exit, 0);
  assert.match(again.out, new RegExp(`${first[0].task_id} .*already there`));
  assert.equal(puts(), 1);
  assert.equal(service.count('POST', /^\/process/), 1);
});

test('the same content under another name or time is the same video; other options make another task', async () => {
  await video('a.mp4');
  await folder.run('submit', 'in');
  await copyFile(join(folder.path, 'in/a.mp4'), join(folder.path, 'in/b.mp4'));
  await utimes(join(folder.path, 'in/a.mp4'), 1, 1);
  await folder.run('submit', 'in');
  assert.equal(service.tasks.size, 1);
  await folder.run('submit', 'in', '--max-people', '2');
  await folder.run('submit', 'in/a.mp4', '--again');
  assert.equal(service.tasks.size, 3);
  assert.equal(puts(), 1);
});

test('options, model and boxes reach the service', async () => {
  await video('a.mp4');
  await writeFile(join(folder.path, 'boxes.json'), '[[]]');
  const flags = ['--bbox-threshold', '0.4', '--end-seconds', '2.5', '--no-visualization'];
  const run = await folder.run(
    'submit',
    'in/a.mp4',
    '--model',
    'movenet-thunder',
    '--bboxes',
    'boxes.json',
    ...flags,
  );
  assert.equal(run.exit, 0, run.err);
  const body = JSON.parse([...service.tasks.values()][0]?.body ?? '');
  assert.equal(body.model, 'movenet-thunder');
  assert.deepEqual(body.options, { bbox_threshold: 0.4, end_seconds: 2.5, visualization: false });
  assert.equal(service.objects.get(body.bboxes_path)?.toString(), '[[]]');
});

test('a connection that breaks within a part costs that part alone', async () => {
  const content = await video('long.mp4', LONG);
  let broken = 0;
  service.fault = (request) => {
    const breaks = request.method === 'PUT' && request.url?.includes('/5?') === true && broken++ === 0;
    if (breaks) request.once('data', () => request.socket.destroy());
    return breaks;
  };
  const { exit, err } = await folder.run('submit', 'in/long.mp4');
  assert.equal(exit, 0, err);
  assert.equal(puts(), 9);
  assert.ok([...service.objects.values()][0]?.equals(content));
});

test('an upload that was interrupted goes on where it stopped', async () => {
  const content = await video('long.mp4', LONG);
  service.fault = ({ method, url = '' }) => method === 'PUT' && /\/[78]\?/.test(url);
  const { child, ended } = folder.start('submit', 'in/long.mp4');
  while (puts() < 8) await sleep(20);
  child.kill('SIGINT');
  const { exit, err } = await ended;
  assert.equal(exit, 130);
  assert.match(err, /Run the same command again/);
  assert.equal(service.uploads.values().next().value?.parts.size, 6);
  service.fault = () => false;
  const again = await folder.run('submit', 'in/long.mp4');
  assert.equal(again.exit, 0, again.err);
  assert.equal(puts(), 10);
  assert.equal(service.count('POST', /^\/uploads$/), 1);
  assert.ok([...service.objects.values()][0]?.equals(content));
});

test('an upload that the service has forgotten begins anew', async () => {
  const content = await video('long.mp4', LONG);
  service.fault = ({ method, url = '' }) => method === 'PUT' && /\/8\?/.test(url);
  const { child, ended } = folder.start('submit', 'in/long.mp4');
  while (puts() < 8) await sleep(20);
  child.kill('SIGINT');
  await ended;
  service.uploads.clear();
  service.fault = () => false;
  const again = await folder.run('submit', 'in/long.mp4');
  assert.equal(again.exit, 0, again.err);
  assert.ok([...service.objects.values()][0]?.equals(content));
});

test('URLs that have ended are asked for again', async () => {
  await video('long.mp4', LONG);
  const refused = new Set<string>();
  service.fault = (request, response) => {
    const part = /\/(\d+)\?/.exec(request.url ?? '')?.[1] ?? '';
    if (request.method !== 'PUT' || refused.has(part)) return false;
    refused.add(part);
    request.resume().once('end', () => response.writeHead(403).end('<Code>AccessDenied</Code>'));
    return true;
  };
  const { exit, err } = await folder.run('submit', 'in/long.mp4');
  assert.equal(exit, 0, err);
  assert.ok(service.count('POST', /\/parts$/) >= 1);
});

test('a video that is gone from the service is uploaded once more', async () => {
  await video('a.mp4');
  await folder.run('submit', 'in');
  service.objects.clear();
  const other = await folder.run('submit', 'in', '--frame-stride', '2');
  assert.equal(other.exit, 0, other.err);
  assert.equal(puts(), 2);
});

test('a busy service is left alone as long as it asks for', async () => {
  await video('a.mp4');
  let refusals = 0;
  service.fault = (request, response) => {
    if (request.url !== '/process' || refusals++ > 1) return false;
    response.writeHead(refusals === 1 ? 503 : 429, { 'retry-after': '1' });
    response.end(JSON.stringify({ detail: 'busy', code: refusals === 1 ? 'unavailable' : 'rate_limited' }));
    return true;
  };
  const begun = Date.now();
  const { exit, err } = await folder.run('submit', 'in');
  assert.equal(exit, 0, err);
  assert.ok(Date.now() - begun >= 2000);
  assert.equal(service.tasks.size, 1);
});

test('with --wait every task is followed to its end, and a failed one is told', async () => {
  await video('good.mp4');
  await video('bad.mp4');
  service.script = (task, look) => {
    if (look === 1) work(task);
    else if (task.video_path.endsWith('bad.mp4')) fail(task);
    else complete(task);
  };
  const { exit, out, err } = await folder.run('submit', 'in', '--wait');
  assert.equal(exit, 1);
  assert.match(out, /failed +in\/bad\.mp4 +No frame can be decoded\. \(video_unreadable\)/);
  assert.match(out, /completed +in\/good\.mp4/);
  assert.match(err, /in\/good\.mp4: 42 %, 126\/300 frames, 24\.1 fps, 0:07 left/);
  assert.match(err, /posefleet results [\w-]+ --out DIR/);
});

test('with --wait --json stdout is the tasks alone', async () => {
  await video('a.mp4');
  const { exit, out } = await folder.run('submit', 'in', '--wait', '--json');
  assert.equal(exit, 0);
  const [outcome] = JSON.parse(out);
  assert.equal(outcome.status, 'completed');
  assert.equal(outcome.task.task_id, outcome.task_id);
  assert.ok(outcome.task.downloads.predictions_url);
});

test('a task that failed or was cancelled earlier is reported as such', async () => {
  await video('a.mp4');
  service.script = () => {};
  await folder.run('submit', 'in');
  const cancel = (task: { status: string }) => {
    task.status = 'cancelled';
  };
  for (const end of [fail, cancel]) {
    service.script = end;
    const { exit, out } = await folder.run('submit', 'in');
    assert.equal(exit, 1);
    assert.match(out, /(failed|cancelled) +in\/a\.mp4 +already there/);
  }
  assert.equal(service.tasks.size, 1);
});

test('Ctrl-C while waiting leaves the task and says how to follow it', async () => {
  await video('a.mp4');
  service.script = (task) => work(task);
  const { child, ended } = folder.start('submit', 'in', '--wait', '--url', `${service.url}/`, '--json');
  while (service.count('GET', /^\/status/) < 1) await sleep(20);
  child.kill('SIGINT');
  const { exit, err, out } = await ended;
  assert.equal(exit, 130);
  const [id] = service.tasks.keys();
  assert.ok(err.includes(`posefleet status ${id} --wait --url ${service.url}`), err);
  assert.equal(JSON.parse(out)[0].task_id, id);
  assert.equal(service.count('DELETE', /./), 0);
});

test('a deleted task does not come back by itself', async () => {
  await video('a.mp4');
  const [{ task_id }] = JSON.parse((await folder.run('submit', 'in', '--json')).out);
  assert.equal((await folder.run('delete', task_id)).exit, 0);
  const run = await folder.run('submit', 'in');
  assert.equal(run.exit, 4);
  assert.match(run.out, /--again/);
  assert.equal((await folder.run('submit', 'in', '--again')).exit, 0);
});

test('a video that somebody else submitted as another upload becomes a task of its own', async () => {
  const content = await video('a.mp4');
  await folder.run('submit', 'in');
  await using elsewhere = await cliFolder(service.url);
  await writeFile(join(elsewhere.path, 'a.mp4'), content);
  const run = await elsewhere.run('submit', 'a.mp4');
  assert.equal(run.exit, 0, run.out);
  assert.equal(service.tasks.size, 2);
});

test('what goes wrong with one video does not stop the others', async () => {
  await video('a.mp4');
  await video('empty.mp4', 0);
  const { exit, out } = await folder.run('submit', 'in', '--json');
  assert.equal(exit, 2);
  const outcomes = JSON.parse(out);
  assert.deepEqual(
    outcomes.map(({ task_id }: { task_id: string | null }) => task_id !== null),
    [true, false],
  );
});

test('exit codes: usage 2, unreachable 3, refused 4', async () => {
  await video('a.mp4');
  await video('b.mp4');
  for (const words of [
    ['in/missing.mp4'],
    [],
    ['in', '--max-people', 'two'],
    ['in', '--max-people', '0'],
    ['in', '--smoothing', 'kalman'],
    ['in', '--start-seconds', '3', '--end-seconds', '2'],
    ['in', '--bboxes', 'in/a.mp4'],
    ['in', '--url', 'ftp://host'],
    ['in', '--nonsense'],
  ]) {
    assert.equal((await folder.run('submit', ...words)).exit, 2, words.join(' '));
  }
  const refused = await folder.run('submit', 'in', '--model', 'nosuch');
  assert.equal(refused.exit, 4);
  assert.match(refused.out, /model_unknown/);
  const away = await folder.run('submit', 'in', '--url', await deadUrl(), '--json');
  assert.equal(away.exit, 3);
  assert.equal(JSON.parse(away.out)[1].error.code, 'unreachable');
});
