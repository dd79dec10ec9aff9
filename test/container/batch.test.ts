/** The Batch stand-in with containers: how they end, and what a job definition makes of them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, describe, test } from 'node:test';
import type { ContainerProperties } from '@aws-sdk/client-batch';
import { explainDeath } from '../../core/exit-codes.ts';
import { WORKER_CONTAINER } from '../../core/worker-container.ts';
import { type BatchTestServer, startBatchTestServer } from '../../local/batch/batch-test-server.ts';
import { containerRuntime } from '../../local/batch/container-runtime.ts';
import type { BatchSettings } from '../../local/batch/settings.ts';
import { outputOf } from '../../local/container/run-tool.ts';
import { containersOf, engineOrReason, IMAGE } from './container-harness.ts';

const engine = await engineOrReason();

const SLEEP = 'setInterval(() => {}, 1000); console.log("ready");';
const EAT = 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));';

const open: BatchTestServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** A stand-in whose containers run this program. */
async function begin(
  program: string,
  properties: ContainerProperties = {},
  settings: Partial<BatchSettings> = {},
): Promise<BatchTestServer> {
  assert.ok(typeof engine !== 'string');
  const { user, readonlyRootFilesystem, initProcess } = WORKER_CONTAINER;
  const container: ContainerProperties = {
    image: IMAGE,
    command: ['-e', program],
    user,
    readonlyRootFilesystem,
    linuxParameters: { initProcessEnabled: initProcess },
    ...properties,
  };
  const server = await startBatchTestServer({
    runtime: containerRuntime({ engine, container }),
    hostEnvironment: () => ({ SECRET: 'a secret of the host' }),
    ...settings,
  });
  open.push(server);
  return server;
}

describe('jobs in containers', { skip: typeof engine === 'string' ? engine : false }, () => {
  test('the exit code is passed on, and nothing remains', async () => {
    const server = await begin('process.exit(65)');
    const job = await server.until(await server.submit('unused'), 'FAILED');
    assert.equal(job.container?.exitCode, 65);
    assert.equal(job.container?.image, IMAGE);
    assert.equal(job.container?.reason, undefined);
    assert.ok(typeof engine !== 'string');
    assert.deepEqual(await containersOf(engine, job.jobId), []);
  });

  test('the container has its environment, its user and only its scratch folder to write in', async () => {
    const server = await begin(`
      const { writeFileSync } = require('node:fs');
      const refused = (file) => { try { writeFileSync(file, 'x'); return false; } catch { return true; } };
      writeFileSync('/scratch/file', 'x');
      const { BEHAVIOUR, SECRET, AWS_BATCH_JOB_ATTEMPT } = process.env;
      const facts = [process.getuid(), process.getgid(), BEHAVIOUR, SECRET, AWS_BATCH_JOB_ATTEMPT];
      const good = ['/tmp/x', '/app/x', '/run/x', '/var/tmp/x'].every(refused);
      process.exit(good && facts.join() === '10001,10001,a b=c "d",a secret of the host,1' ? 0 : 1);
    `);
    const job = await server.until(await server.submit('a b=c "d"'), 'SUCCEEDED');
    const shown = JSON.stringify(job);
    assert.ok(!shown.includes('a secret of the host'), 'what the host gives is not shown with the job');
  });

  test('a container that needs more memory than it has ends its task with out_of_memory', async () => {
    const resourceRequirements = [{ type: 'MEMORY', value: '150' }] as const;
    const server = await begin(EAT, { resourceRequirements: [...resourceRequirements] });
    const job = await server.until(await server.submit('unused'), 'FAILED');
    assert.equal(job.container?.reason, 'OutOfMemoryError: Container killed due to memory usage');
    const { exitCode = 0, reason = '' } = job.container;
    const death = explainDeath({ exitCode, reason });
    assert.equal(death.kind === 'ended' && death.code, 'out_of_memory');
    assert.equal(existsSync('oom'), false, 'nothing is left where the service was started');
    assert.equal(job.attempts?.length, 1);
  });

  test('a terminated job hears SIGTERM, and is killed when it does not listen', async () => {
    const listens = await begin(`process.on('SIGTERM', () => process.exit(75)); ${SLEEP}`);
    const heard = await end(listens);
    assert.equal(heard.container?.exitCode, 75);
    const deaf = await begin(`process.on('SIGTERM', () => {}); ${SLEEP}`, {}, { terminateGraceMs: 500 });
    assert.equal((await end(deaf)).container?.exitCode, 137);
  });

  test('without its image a job fails as in Batch, and is tried again', async () => {
    const image = 'localhost/posefleet-no-such-image:none';
    const retry = { attempts: 2, rules: [] };
    const server = await begin(SLEEP, { image }, { retry });
    const job = await server.until(await server.submit('unused'), 'FAILED');
    assert.match(job.attempts?.[0]?.container?.reason ?? '', /^CannotPullContainerError: /);
    assert.equal(job.attempts?.length, 2);
  });

  test('a container that has outlived its service is ended and removed', async () => {
    assert.ok(typeof engine !== 'string');
    const job = randomUUID();
    const name = `posefleet-${job}-leftover`;
    const run = ['run', '--detach', '--name', name, ...engine.runOptions, IMAGE, '-e', SLEEP];
    await outputOf([...engine.command, ...run]);
    assert.equal((await containersOf(engine, job)).length, 1);
    const runtime = containerRuntime({ engine, container: { image: IMAGE } });
    await runtime.endLeftover({ container: name });
    assert.deepEqual(await containersOf(engine, job), []);
    await runtime.endLeftover({ container: name });
  });

  test('what does not start is told', async () => {
    const server = await begin(SLEEP, { user: 'nobody-of-that-name' });
    const job = await server.until(await server.submit('unused'), 'FAILED');
    assert.match(job.container?.reason ?? '', /^CannotStartContainerError: /);
  });
});

/** Terminates a job when it runs. */
async function end(server: BatchTestServer) {
  const id = await server.submit('unused');
  await server.untilReady(id);
  await server.terminate(id);
  return server.until(id, 'FAILED');
}
