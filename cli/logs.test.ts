import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { STACK_OUTPUTS } from '../core/stack-outputs.ts';
import { AwsStandIn } from './testing/aws-stand-in.ts';
import { ContractService, complete, work } from './testing/contract-service.ts';
import { type CliFolder, cliFolder } from './testing/run-cli.ts';

const GROUP = '/aws/batch/posefleet';
const STREAM = 'posefleet-worker/default/4d4ec3d7';

let service: ContractService;
let aws: AwsStandIn;
let folder: CliFolder & AsyncDisposable;
beforeEach(async () => {
  service = await ContractService.start();
  aws = await AwsStandIn.start();
  aws.stacks.set('posefleet-prod', { [STACK_OUTPUTS.workerLogGroup]: GROUP });
  folder = await cliFolder(service.url);
  folder.environment = aws.environment();
});
afterEach(async () => {
  await service.close();
  await aws[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function newTask(): Promise<string> {
  const [outcome] = JSON.parse((await folder.run('submit', 's3://bucket/walk.mp4', '--again', '--json')).out);
  return outcome.task_id;
}

/** A line as a worker's logger writes it. */
function line(message: string, fields: Record<string, unknown> = {}): string {
  const entry = { level: 'INFO', message, timestamp: '2025-11-22T10:00:00.000Z', service: 'posefleet' };
  return JSON.stringify({ ...entry, ...fields });
}

async function logFile(data = '.posefleet', stream = STREAM): Promise<string> {
  const path = join(folder.path, data, 'logs', `${stream}.log`);
  await mkdir(dirname(path), { recursive: true });
  return path;
}

const LINES = [
  line('The video was read.', { frames: 300, video: { bucket: 'media' } }),
  line('A part is late.', {
    level: 'WARN',
    error: { name: 'Error', message: 'late', stack: 'Error: late\n at x' },
  }),
  line('No stack.', { level: 'ERROR', error: { name: 'Gone', message: 'gone' } }),
  '{"_aws": {"Timestamp": 1, "CloudWatchMetrics": []}, "FramesPerSecond": 24}',
  'Segmentation fault \u001b[2J é',
  line('The end.'),
];
const READABLE = [
  '2025-11-22T10:00:00.000Z INFO  The video was read. frames=300 video={"bucket":"media"}',
  '2025-11-22T10:00:00.000Z WARN  A part is late.',
  '    Error: late',
  '    at x',
  '2025-11-22T10:00:00.000Z ERROR No stack.',
  '    Gone: gone',
  'Segmentation fault \\u001b[2J é',
  '2025-11-22T10:00:00.000Z INFO  The end.',
  '',
].join('\n');

test('the log of the service on this machine is a file: for people, and as it is', async () => {
  service.script = (task) => Object.assign(task, { log_stream: STREAM });
  const id = await newTask();
  await writeFile(await logFile(), LINES.join('\n'));
  const words = await folder.run('logs', id);
  assert.deepEqual([words.exit, words.out], [0, READABLE], words.err);
  const raw = await folder.run('logs', id, '--json');
  assert.equal(raw.out, `${LINES.join('\n')}\n`);
  assert.deepEqual(aws.calls, []);
});

test('of a worker that had several tasks only the lines of this one are shown', async () => {
  service.script = (task) => Object.assign(task, { log_stream: STREAM });
  const id = await newTask();
  const lines = [
    line('Of another.', { task_id: 'another' }),
    line('Its own.', { task_id: id }),
    line('Of all.'),
  ];
  await writeFile(await logFile(), lines.join('\n'));
  const { out } = await folder.run('logs', id);
  assert.match(out, /Its own\.\n.*Of all\.\n/);
  assert.doesNotMatch(out, /another/);
});

test('POSEFLEET_DATA names the folder; a log that is not in it: exit 1 and what to do', async () => {
  service.script = (task) => Object.assign(task, { log_stream: STREAM });
  const id = await newTask();
  await writeFile(await logFile('my data'), `${line('Here.')}\n`);
  const missing = await folder.run('logs', id, '--json');
  assert.equal(missing.exit, 1);
  assert.match(missing.err, /\.posefleet\/logs\/.*4d4ec3d7\.log is not there\. Set POSEFLEET_DATA/);
  assert.equal(JSON.parse(missing.out).error.code, 'log_not_there');
  folder.environment = { ...folder.environment, POSEFLEET_DATA: 'my data' };
  assert.match((await folder.run('logs', id)).out, /INFO {2}Here\.\n$/);
});

test('a stream never leads out of the folder of logs', async () => {
  service.script = (task) => Object.assign(task, { log_stream: '../../secret' });
  const id = await newTask();
  await writeFile(join(folder.path, 'secret.log'), 'secret');
  const told = await folder.run('logs', id);
  assert.deepEqual([told.exit, told.out], [4, '']);
});

test('a task without a worker has no log yet; an unknown task: exit 4', async () => {
  service.script = () => undefined;
  const id = await newTask();
  const waiting = await folder.run('logs', id);
  assert.equal(waiting.exit, 1);
  assert.match(waiting.err, /has no log\. No worker has taken it up yet; --follow waits for one/);
  service.script = (task) => complete(task);
  assert.match((await folder.run('logs', id, '--follow')).err, /It is completed, and no worker had begun/);
  assert.equal((await folder.run('logs', '00000000-0000-4000-8000-000000000000')).exit, 4);
});

test('--follow waits for a worker, prints lines as they grow, goes on with the next attempt, and ends', async () => {
  const [first, second] = [await logFile(), await logFile('.posefleet', 'posefleet-worker/default/second')];
  let stream: string | null = null;
  let isOver = false;
  service.script = (task) => {
    work(task);
    if (isOver) complete(task);
    task.log_stream = stream;
  };
  const id = await newTask();
  const { child, ended } = folder.start('logs', id, '--follow');
  let shown = '';
  child.stdout.on('data', (chunk) => {
    shown += chunk;
  });
  const until = async (pattern: RegExp) => {
    while (!pattern.test(shown)) await sleep(20);
  };
  while (service.count('GET', /^\/status/) < 2) await sleep(20);
  const [one, two] = [line('One é.'), line('Two.')];
  const bytes = Buffer.from(`${one}\n${two}\n`);
  const cut = bytes.indexOf('é') + 1;
  stream = STREAM;
  await sleep(700);
  await writeFile(first, bytes.subarray(0, cut));
  await sleep(700);
  assert.equal(shown, '', 'half a line is none');
  await appendFile(first, bytes.subarray(cut));
  await until(/One é\.\n.*Two\.\n/);
  await writeFile(second, `${line('Second attempt.')}\n`);
  await appendFile(first, line('Killed in the middle'));
  stream = 'posefleet-worker/default/second';
  await until(/Killed in the middle\n.*Second attempt\.\n/);
  isOver = true;
  await sleep(100);
  await appendFile(second, `${line('Last words.')}\n`);
  const { exit, err } = await ended;
  assert.equal(exit, 0, err);
  assert.match(shown, /Last words\.\n$/);
  assert.equal(shown.trimEnd().split('\n').length, 5);
});

test('--follow waits for a worker again when the task is retried meanwhile', async () => {
  await writeFile(await logFile(), `${line('First run.')}\n`);
  await writeFile(await logFile('.posefleet', 'posefleet-worker/default/second'), `${line('Second run.')}\n`);
  let stream: string | null = STREAM;
  service.script = (task) => {
    work(task);
    if (stream === 'posefleet-worker/default/second') complete(task);
    task.log_stream = stream;
  };
  const id = await newTask();
  const { child, ended } = folder.start('logs', id, '--follow');
  child.stdout.once('data', () => {
    stream = null;
    setTimeout(() => {
      stream = 'posefleet-worker/default/second';
    }, 3000);
  });
  const { exit, out, err } = await ended;
  assert.equal(exit, 0, err);
  assert.match(out, /First run\.\n.*Second run\.\n$/);
});

test('Ctrl-C ends --follow with exit 130', async () => {
  service.script = (task) => {
    work(task);
    task.log_stream = STREAM;
  };
  const id = await newTask();
  await writeFile(await logFile(), `${line('Here.')}\n`);
  const { child, ended } = folder.start('logs', id, '--follow');
  child.stdout.once('data', () => child.kill('SIGINT'));
  assert.equal((await ended).exit, 130);
});

test('the log of a deployment is read from CloudWatch Logs, page by page', async () => {
  service.script = (task) => Object.assign(task, { log_stream: STREAM });
  aws.logs.set(`${GROUP}:${STREAM}`, LINES);
  const id = await newTask();
  const { exit, out, err } = await folder.run('logs', id, '--stage', 'prod', '--region', 'eu-central-1');
  assert.deepEqual([exit, out], [0, READABLE], err);
  assert.equal(aws.calls[0], 'DescribeStacks eu-central-1');
  assert.ok(aws.calls.slice(1).every((call) => call === 'GetLogEvents eu-central-1'));
  const raw = await folder.run('logs', id, '--stage', 'prod', '--json');
  assert.equal(raw.out, `${LINES.join('\n')}\n`);
});

test('a stream that CloudWatch does not have, and credentials that may not read it, are told as such', async () => {
  service.script = (task) => Object.assign(task, { log_stream: STREAM });
  const id = await newTask();
  const missing = await folder.run('logs', id, '--stage', 'prod');
  assert.equal(missing.exit, 1);
  assert.match(
    missing.err,
    /group \/aws\/batch\/posefleet has no stream .*not written anything yet, or it is older/,
  );
  aws.failure = { status: 400, code: 'AccessDeniedException', message: 'logs:GetLogEvents' };
  const denied = await folder.run('logs', id, '--stage', 'prod');
  assert.deepEqual(
    [denied.exit, /may not do this: logs:GetLogEvents/.test(denied.err)],
    [4, true],
    denied.err,
  );
});

test('--follow reads on in CloudWatch until the task has ended and its last lines have come', async () => {
  let isOver = false;
  service.script = (task) => {
    work(task);
    if (isOver) complete(task);
    task.log_stream = STREAM;
  };
  const id = await newTask();
  const lines: string[] = [];
  const { child, ended } = folder.start('logs', id, '--follow', '--stage', 'prod');
  let shown = '';
  child.stdout.on('data', (chunk) => {
    shown += chunk;
  });
  while (aws.calls.length < 2) await sleep(20);
  for (let index = 0; index < 7; index += 1) lines.push(line(`Line ${index}.`));
  aws.logs.set(`${GROUP}:${STREAM}`, lines);
  while (!/Line 6/.test(shown)) await sleep(20);
  const looks = service.count('GET', /^\/status/);
  isOver = true;
  while (service.count('GET', /^\/status/) === looks) await sleep(20);
  lines.push(line('Last words.'));
  assert.equal((await ended).exit, 0);
  assert.deepEqual(
    shown
      .trimEnd()
      .split('\n')
      .map((each) => each.slice(31)),
    ['Line 0.', 'Line 1.', 'Line 2.', 'Line 3.', 'Line 4.', 'Line 5.', 'Line 6.', 'Last words.'],
  );
});
