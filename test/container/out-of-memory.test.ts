/** A container that needs more memory than its job has ends its task, as the API tells. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { WORKER_CONTAINER, WORKER_FIXED_ENVIRONMENT } from '../../core/worker-container.ts';
import { containerRuntime } from '../../local/batch/container-runtime.ts';
import { namesEnvironment } from '../../local/local-environment.ts';
import { makeShortClip } from '../e2e/clips.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { engineOrReason, IMAGE } from './container-harness.ts';

/** Less than Node, a model and ffmpeg need. */
const MEMORY_MIB = '96';

const engine = await engineOrReason();
const skip = typeof engine === 'string' ? engine : false;
let harness: Harness;

before(async () => {
  if (typeof engine === 'string') return;
  process.env[ENV.localRuntime] = 'container';
  process.env[ENV.image] = IMAGE;
  const { user, command, readonlyRootFilesystem, initProcess } = WORKER_CONTAINER;
  const container = {
    image: IMAGE,
    command: [...command],
    user,
    readonlyRootFilesystem,
    linuxParameters: { initProcessEnabled: initProcess },
    resourceRequirements: [{ type: 'MEMORY' as const, value: MEMORY_MIB }],
  };
  harness = await startHarness({
    batch: {
      runtime: containerRuntime({ engine, container }),
      environment: { ...WORKER_FIXED_ENVIRONMENT, ...namesEnvironment() },
    },
  });
});
after(() => harness?.close());

test('its task fails with out_of_memory, and is not tried again', { skip }, async () => {
  const { client, file } = harness;
  const task = await client.untilEnded(await client.process(await makeShortClip(file('walk.mp4'))));
  assert.equal(task.status, 'failed');
  assert.equal(task.error?.code, 'out_of_memory');
  assert.equal(task.error.retryable, true);
});
