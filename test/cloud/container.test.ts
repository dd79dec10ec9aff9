/** One video through the API, worked on by the container as the synthesised job definition describes it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { JOB_ATTEMPTS, RETRY_RULES } from '../../core/exit-codes.ts';
import { WORKER_CONTAINER } from '../../core/worker-container.ts';
import { containerArguments } from '../../local/batch/container-arguments.ts';
import { LOCAL_NAMES } from '../../local/local-environment.ts';
import { engineOrReason, IMAGE } from '../container/container-harness.ts';
import { makeShortClip } from '../e2e/clips.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { settingsOfJob, synthesisedJob } from './synthesised-job.ts';

const job = synthesisedJob({ compute: 'cpu', job: { vcpus: 2, memoryMiB: 2048 } });
const engine = await engineOrReason();

describe('the synthesised job definition', () => {
  it('has nothing in its environment that stays unresolved', () => {
    const environment = job.container.environment ?? [];
    assert.ok(environment.length > 5);
    for (const { name, value } of environment) assert.doesNotMatch(value ?? '', /[<>]/, name);
    const table = environment.find(({ name }) => name === ENV.table);
    assert.equal(table?.value, LOCAL_NAMES.table);
  });

  it('is what the local service starts, but for memory and mounts', () => {
    const { image = '' } = job.container;
    const args = containerArguments({ ...job.container, mountPoints: [], resourceRequirements: [] });
    const local = containerArguments({
      image,
      command: [...WORKER_CONTAINER.command],
      user: WORKER_CONTAINER.user,
      readonlyRootFilesystem: WORKER_CONTAINER.readonlyRootFilesystem,
      linuxParameters: { initProcessEnabled: WORKER_CONTAINER.initProcess },
    });
    assert.deepEqual(args, local);
    assert.deepEqual(job.retry, { attempts: JOB_ATTEMPTS, rules: RETRY_RULES });
  });
});

describe('a container by that definition', { skip: typeof engine === 'string' ? engine : false }, () => {
  let harness: Harness;
  let folder: string;

  before(async () => {
    assert.ok(typeof engine !== 'string');
    process.env[ENV.localRuntime] = 'container';
    process.env[ENV.image] = IMAGE;
    folder = await mkdtemp(join(tmpdir(), 'posefleet-host-'));
    const instanceTypeFile = join(folder, 'instance-type');
    await writeFile(instanceTypeFile, 'c7i.xlarge\n');
    harness = await startHarness({ batch: settingsOfJob(job, engine, { image: IMAGE, instanceTypeFile }) });
  });
  after(async () => {
    await harness?.close();
    await rm(folder, { recursive: true });
  });

  it('makes predictions and a drawn video of a video', async () => {
    const { client, file } = harness;
    const task = await client.untilCompleted(await client.process(await makeShortClip(file('walk.mp4'))));
    assert.equal((await client.predictions(task)).length, 30);
    assert.ok(task.downloads?.visualization_url);
  });
});
