/** Containers of an engine that fails: real ones are in test/container. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../core/log.ts';
import { WorkerContainer } from './worker-container.ts';

log.setLogLevel('SILENT');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-container-'));
});
afterEach(() => rm(folder, { recursive: true }));

function start(program: string): WorkerContainer {
  const engine = { name: 'podman', command: [program], runOptions: [] } as const;
  const plan = { name: 'posefleet-a-job', image: 'an-image', args: ['an-image'] };
  const environment = { AWS_SECRET_ACCESS_KEY: 'a secret' };
  return new WorkerContainer(engine, plan, {
    job: 'a-job',
    environment,
    folder,
    logFile: join(folder, 'logs/a.log'),
  });
}

/** An engine that does what a script says; its arguments are noted. */
async function engine(script: string): Promise<string> {
  const program = join(folder, 'engine');
  await writeFile(program, `#!/bin/sh\necho "$@" >> '${folder}/calls'\n${script}\n`);
  await chmod(program, 0o755);
  return program;
}

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');

test('an engine that is gone ends the worker, not the service', async () => {
  const worker = start(join(folder, 'no-such-engine'));
  worker.terminate(10);
  const { error, exitCode } = await worker.ended;
  assert.match(error?.message ?? '', /ENOENT/);
  assert.equal(exitCode, undefined);
  // Whatever was not waited for would end this process by now.
  await sleep(100);
});

test('what cannot be made is told, removed, and leaves no environment behind', async () => {
  const worker = start(await engine('[ "$1" = image ] && exit 0; echo "no space left" >&2; exit 125'));
  assert.match((await worker.ended).error?.message ?? '', /no space left/);
  assert.ok((await calls()).includes('rm --force --volumes posefleet-a-job'));
  assert.ok(!(await calls()).join().includes('a secret'));
  assert.ok(!(await readdir(folder)).includes('environment'));
});
