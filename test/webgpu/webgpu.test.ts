/**
 * The way of a frame over WebGPU, in a worker thread as in the service, through detector and pose: a laptop's own GPU is
 * used like this. On a Vulkan in software it takes a minute.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Provider } from '../../core/worker-settings.ts';
import { InferencePool } from '../../gpu-worker/inference/inference-pool.ts';
import type { LoadedModel } from '../../gpu-worker/inference/loaded-model.ts';
import type { Instance } from '../../gpu-worker/instance.ts';
import { detectorNetwork, tinyPoseAsVitPose } from '../accuracy/fixtures/fixture-models.ts';
import { type Picture, readPicture } from '../accuracy/photographs/picture.ts';
import { SHARED_PHOTOGRAPHS } from '../accuracy/photographs/shared-photographs.ts';
import { skipsRealModels } from './software-vulkan.ts';

/** One person on skis. */
const PHOTOGRAPH = { name: '000000000785.jpg', width: 640, height: 425 };
const LIMITS = { boxThreshold: 0.5, maxPeople: 1 };
/** Largest distance of a keypoint, in pixels of the photograph. */
const MOST_PIXELS = 0.5;
/** Two, so that one row of the batch is padding. */
const BATCH = 2;

const skip = skipsRealModels();

test('WebGPU finds the same person at the same place as the CPU', { skip }, async (context) => {
  const picture = await readPicture(join(SHARED_PHOTOGRAPHS, PHOTOGRAPH.name), PHOTOGRAPH);
  const model = { ...tinyPoseAsVitPose(), detector: detectorNetwork('yolox-nano') };
  const [wanted, ...others] = await look(picture, model, 'cpu');
  const [found, ...more] = await look(picture, model, 'webgpu');
  assert.ok(wanted !== undefined && found !== undefined);
  assert.deepEqual([others, more], [[], []]);
  const distances = Array.from(found.scores, (_, point) => distance(wanted, found, point));
  const farthest = Math.max(...distances);
  context.diagnostic(`Farthest keypoint: ${farthest.toFixed(4)} pixels from the CPU's.`);
  assert.equal(found.scores.length, 17);
  assert.ok(farthest <= MOST_PIXELS, distances.join(', '));
});

/** The people whom an inference thread of its own finds; it ends before the answer. */
async function look(picture: Picture, model: LoadedModel, provider: Provider): Promise<Instance[]> {
  const pool = await InferencePool.start({ model, limits: LIMITS, provider, batch: BATCH }, 1);
  try {
    return await pool.run(picture.memory, picture.format, { window: 0 });
  } finally {
    await pool.stop();
  }
}

function distance({ keypoints: wanted }: Instance, { keypoints: found }: Instance, point: number): number {
  const [x, y] = [2 * point, 2 * point + 1];
  const across = (found[x] as number) - (wanted[x] as number);
  const down = (found[y] as number) - (wanted[y] as number);
  return Math.hypot(across, down);
}
