import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import {
  BatchClient,
  CancelJobCommand,
  DescribeJobsCommand,
  ListJobsCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { explainDeath } from '../../core/exit-codes.ts';
import { LOCAL_REGION } from '../local-account.ts';
import { type BatchTestServer, startBatchTestServer } from './batch-test-server.ts';
import { identify, isAlive } from './process-identity.ts';
import type { BatchSettings } from './settings.ts';
import { endLeftover } from './worker-process.ts';

/** A service that is to be killed: submits a job that goes on, and tells where it lies. */
const SERVICE = `
  import { startBatchTestServer } from ${JSON.stringify(new URL('./batch-test-server.ts', import.meta.url).href)};
  const server = await startBatchTestServer();
  const id = await server.submit('stubborn');
  await server.untilReady(id);
  process.send({ data: server.data, id });
`;

const open: BatchTestServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function begin(settings?: Partial<BatchSettings>): Promise<BatchTestServer> {
  const server = await startBatchTestServer(settings);
  open.push(server);
  return server;
}

const statuses = ({ events }: BatchTestServer, id: string) =>
  events.filter(({ detail }) => detail.jobId === id).map(({ detail }) => detail.status);

test('a job runs through its states, and each is told as EventBridge tells it', async () => {
  const server = await begin();
  const id = await server.submit('exit:0');
  const job = await server.until(id, 'SUCCEEDED');
  assert.deepEqual(statuses(server, id), ['SUBMITTED', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED']);
  const last = server.events.at(-1);
  assert.ok(last !== undefined);
  assert.equal(last.source, 'aws.batch');
  assert.equal(last['detail-type'], 'Batch Job State Change');
  assert.deepEqual(last.resources, [job.jobArn]);
  assert.equal(last.detail.container.exitCode, 0);
  assert.equal(last.detail.attempts[0]?.container.exitCode, 0);
  assert.ok(last.detail.container.environment.some(({ name }) => name === 'BEHAVIOUR'));
  const stream = job.container?.logStreamName ?? '';
  assert.equal(job.attempts?.[0]?.container?.logStreamName, stream);
  assert.match(await readFile(join(server.data, 'logs', `${stream}.log`), 'utf8'), /^attempt 1\n/);
});

test('a worker has the environment of Batch and nothing of ours, and a folder that goes with it', async () => {
  process.env.A_SECRET_OF_THE_SERVICE = 'x';
  const server = await begin();
  const id = await server.submit('exit:0');
  await server.until(id, 'SUCCEEDED');
  const [report] = await server.reports();
  assert.ok(report !== undefined);
  const { AWS_BATCH_JOB_ID, AWS_BATCH_JOB_ATTEMPT, AWS_BATCH_JQ_NAME, BEHAVIOUR, SCRATCH } = report.env;
  assert.deepEqual([AWS_BATCH_JOB_ID, AWS_BATCH_JOB_ATTEMPT, AWS_BATCH_JQ_NAME], [id, '1', 'posefleet']);
  assert.equal(BEHAVIOUR, 'exit:0');
  assert.equal(report.env.A_SECRET_OF_THE_SERVICE, undefined);
  assert.equal(SCRATCH, report.cwd);
  assert.ok(!existsSync(report.cwd));
});

test('exit codes: interrupted ones are repeated, bad input and crashes are not', async () => {
  const server = await begin();
  const interrupted = await server.submit('exit:75,75,0');
  const badInput = await server.submit('exit:65');
  const crashed = await server.submit('exit:1');
  const killed = await server.submit('die:SIGKILL');
  const done = await server.until(interrupted, 'SUCCEEDED');
  assert.deepEqual(
    done.attempts?.map(({ container }) => container?.exitCode),
    [75, 75, 0],
  );
  assert.deepEqual(
    statuses(server, interrupted).filter((status) => status !== 'STARTING'),
    ['SUBMITTED', 'RUNNABLE', 'RUNNING', 'RUNNABLE', 'RUNNING', 'RUNNABLE', 'RUNNING', 'SUCCEEDED'],
  );
  for (const [id, code] of [
    [badInput, 65],
    [crashed, 1],
    [killed, 137],
  ] as const) {
    const job = await server.until(id, 'FAILED');
    assert.equal(job.container?.exitCode, code);
    assert.equal(job.attempts?.length, 1);
    assert.deepEqual(explainDeath(endOf(job)), { kind: 'unexplained' });
  }
});

test('a job that is interrupted too often fails', async () => {
  const server = await begin({ retryDelayMs: 0 });
  const job = await server.until(await server.submit('exit:75'), 'FAILED');
  assert.equal(job.attempts?.length, 10);
  assert.equal(codeOf(job), 'interrupted');
});

test('a worker that cannot be started fails its job', async () => {
  const server = await begin({ workerCommand: ['/no/such/program'] });
  const job = await server.until(await server.submit('exit:0'), 'FAILED');
  assert.match(job.attempts?.[0]?.container?.reason ?? '', /^CannotStartContainerError: /);
  assert.equal(job.container?.exitCode, undefined);
});

test('a job that is terminated ends with the reason given, whether it runs or not', async () => {
  const server = await begin({ concurrency: 1, terminateGraceMs: 200 });
  const ids = [
    await server.submit('interruptible'),
    await server.submit('stubborn'),
    await server.submit('exit:0'),
  ];
  await server.untilReady(ids[0] ?? '');
  await server.batch.send(new TerminateJobCommand({ jobId: ids[0], reason: 'Task x was deleted.' }));
  const first = await server.until(ids[0] ?? '', 'FAILED');
  assert.equal(first.statusReason, 'Task x was deleted.');
  assert.deepEqual([first.container?.exitCode, first.attempts?.length, first.isTerminated], [75, 1, true]);
  await server.untilReady(ids[1] ?? '');
  await server.batch.send(new TerminateJobCommand({ jobId: ids[2], reason: 'not wanted' }));
  assert.equal((await server.describe(ids[2] ?? '')).statusReason, 'not wanted');
  await server.batch.send(new TerminateJobCommand({ jobId: ids[1], reason: 'stubborn' }));
  assert.equal((await server.until(ids[1] ?? '', 'FAILED')).container?.exitCode, 137);
  await server.batch.send(new TerminateJobCommand({ jobId: ids[1], reason: 'again' }));
  assert.equal((await server.describe(ids[1] ?? '')).statusReason, 'stubborn');
  assert.equal((await server.reports()).length, 2, 'the third never ran');
});

test('a job that takes too long fails and is not repeated', async () => {
  const server = await begin({ timeoutSeconds: 0.5, timeoutGraceMs: 200 });
  for (const behaviour of ['interruptible', 'stubborn']) {
    const job = await server.until(await server.submit(behaviour), 'FAILED');
    assert.equal(job.attempts?.length, 1);
    assert.equal(codeOf(job), 'timed_out');
  }
});

test('jobs run in the order in which they came, so many at once', async () => {
  const server = await begin({ concurrency: 2 });
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.push(await server.submit('exit:0'));
  for (const id of ids) await server.until(id, 'SUCCEEDED');
  const starts = server.events.filter(({ detail }) => detail.status === 'STARTING');
  assert.deepEqual(
    starts.map(({ detail }) => detail.jobId),
    ids,
  );
  let running = 0;
  for (const { detail } of server.events) {
    if (detail.status === 'STARTING') running += 1;
    if (detail.status === 'SUCCEEDED') running -= 1;
    assert.ok(running <= 2);
  }
});

test('a service that stops puts its jobs back, and the next one takes them up', async () => {
  const server = await begin({ stopGraceMs: 200 });
  const ids = [await server.submit('interruptible'), await server.submit('stubborn')];
  const waiting = await server.submit('exit:0');
  for (const id of ids) await server.untilReady(id);
  await server.stop();
  assert.ok((await server.reports()).every(({ pid }) => identify(pid) === undefined));
  assert.deepEqual(
    server.events.slice(-2).map(({ detail }) => detail.status),
    ['RUNNABLE', 'RUNNABLE'],
  );
  server.events.length = 0;
  await server.start({ concurrency: 3 });
  await server.until(waiting, 'SUCCEEDED');
  for (const id of ids) {
    const job = await server.until(id, 'RUNNING');
    assert.deepEqual(job.attempts, [], 'a stop does not use up an attempt');
    await server.untilReady(id);
  }
});

test('a service that was killed: its workers are ended, and their jobs count as lost with their host', async () => {
  const killed = spawn(process.execPath, ['--input-type=module', '-e', SERVICE], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ data, id }] = (await once(killed, 'message')) as [{ data: string; id: string }];
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const { pid } = JSON.parse(await readFile(join(data, 'report'), 'utf8'));
  const survivor = identify(pid);
  assert.ok(survivor !== undefined, 'a worker outlives its service');
  const server = await begin({ data, stopGraceMs: 200 });
  const job = await server.until(id, 'RUNNING');
  assert.ok(!isAlive(survivor));
  assert.equal(job.attempts?.[0]?.statusReason, 'Host EC2 (instance local) terminated.');
  assert.equal(job.attempts?.[0]?.container?.exitCode, undefined);
  await server.untilReady(id);
});

test('a process that has been given the number of a worker is left alone', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  try {
    await endLeftover({ pid: stranger.pid ?? 0, started: 'at another time' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([stranger.exitCode, stranger.signalCode], [null, null]);
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('unknown names, jobs and fields are refused, as are unsigned requests and web pages', async () => {
  const server = await begin();
  const good = { jobName: 'a', jobQueue: 'posefleet', jobDefinition: 'posefleet-worker:1' };
  const wrong = [
    { jobQueue: 'other' },
    { jobDefinition: 'other' },
    { jobName: 'a b' },
    { dependsOn: [{ jobId: 'x' }] },
    { containerOverrides: { command: ['x'] } },
  ];
  for (const fields of wrong) {
    await assert.rejects(server.batch.send(new SubmitJobCommand({ ...good, ...fields })), {
      name: 'ClientException',
    });
  }
  const unknown = new TerminateJobCommand({ jobId: 'unknown', reason: 'x' });
  await assert.rejects(server.batch.send(unknown), { name: 'ClientException' });
  assert.deepEqual((await server.batch.send(new DescribeJobsCommand({ jobs: ['unknown'] }))).jobs, []);
  const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'another' };
  const stranger = new BatchClient({
    endpoint: server.endpoint,
    region: LOCAL_REGION,
    credentials,
    maxAttempts: 1,
  });
  await assert.rejects(stranger.send(new DescribeJobsCommand({ jobs: [] })), {
    name: 'SignatureDoesNotMatch',
  });
  stranger.destroy();
  const status = await new Promise((resolve, reject) => {
    const headers = { origin: 'http://example.org' };
    const sent = request(`${server.endpoint}/v1/submitjob`, { method: 'POST', headers }, ({ statusCode }) =>
      resolve(statusCode),
    );
    sent.on('error', reject).end('{}');
  });
  assert.equal(status, 403);
});

test('jobs are listed by state, page by page, and cancelled while they wait', async () => {
  const server = await begin({ concurrency: 1 });
  const ids = [await server.submit('interruptible')];
  for (let count = 0; count < 3; count++) ids.push(await server.submit('exit:0'));
  const list = (fields: object) =>
    server.batch.send(new ListJobsCommand({ jobQueue: 'posefleet', ...fields }));
  const runs = await list({});
  assert.deepEqual(
    runs.jobSummaryList?.map(({ jobId }) => jobId),
    [ids[0]],
  );
  const first = await list({ jobStatus: 'RUNNABLE', maxResults: 2 });
  const second = await list({ jobStatus: 'RUNNABLE', maxResults: 2, nextToken: first.nextToken });
  const pages = [first, second].map(({ jobSummaryList }) => jobSummaryList?.map(({ jobId }) => jobId));
  assert.deepEqual([pages, second.nextToken], [[[ids[1], ids[2]], [ids[3]]], undefined]);
  for (const jobId of [ids[0], ids[3]]) {
    await server.batch.send(new CancelJobCommand({ jobId, reason: 'changed my mind' }));
  }
  assert.equal((await server.describe(ids[0] ?? '')).status, 'RUNNING');
  assert.equal((await server.describe(ids[3] ?? '')).status, 'FAILED');
});

test('jobs that ended long ago are forgotten with their logs', async () => {
  const server = await begin();
  const id = await server.submit('exit:0');
  const job = await server.until(id, 'SUCCEEDED');
  const log = join(server.data, 'logs', `${job.container?.logStreamName}.log`);
  assert.ok(existsSync(log));
  await server.stop();
  await server.start({ keptMs: -1000 });
  await assert.rejects(server.describe(id), /There is no job/);
  assert.ok(!existsSync(log));
});

function endOf(job: Awaited<ReturnType<BatchTestServer['describe']>>) {
  const { exitCode, reason } = job.container ?? {};
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    ...(job.statusReason === undefined ? {} : { statusReason: job.statusReason }),
  };
}

function codeOf(job: Awaited<ReturnType<BatchTestServer['describe']>>): string {
  const death = explainDeath(endOf(job));
  return death.kind === 'ended' ? death.code : death.kind;
}
