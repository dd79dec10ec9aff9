/** Many frames in one thread of a GPU: a small network over WebGPU, whose crops are batched across frames. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Provider } from '../../core/worker-settings.ts';
import { colourMatrix } from '../../gpu-worker/frames/colour.ts';
import { i420, i420Bytes, type PictureFormat } from '../../gpu-worker/frames/i420.ts';
import { InferencePool } from '../../gpu-worker/inference/inference-pool.ts';
import type { LoadedModel } from '../../gpu-worker/inference/loaded-model.ts';
import type { BoxHint, Instance } from '../../gpu-worker/instance.ts';
import type { ModelContract } from '../../models/catalogue.ts';
import { encodeOnnx } from '../../models/convert/onnx-file.ts';
import { skipsVulkan } from './software-vulkan.ts';

const SIDE = 32;
const SHAPE = ['batch', 3, SIDE, SIDE];
const FORMAT: PictureFormat = { width: 96, height: 64, matrix: colourMatrix('bt709') };
const FRAMES = 40;
const LIMITS = { boxThreshold: 0, maxPeople: 9 };

/** Takes each colour of the input for the heatmap of a keypoint. */
const CONTRACT: ModelContract = {
  input: {
    ...{ name: 'pixels', type: 'float32', layout: 'nchw', colours: 'rgb', shape: SHAPE, padding: 0 },
    size: { kind: 'fixed', width: SIDE, height: SIDE },
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    fit: { kind: 'box', scale: 1, udp: false },
  },
  outputs: [{ name: 'maps', shape: SHAPE }],
  decode: { kind: 'heatmap', refine: 'none' },
};

describe('frames at once on a GPU', { skip: skipsVulkan() }, () => {
  let folder: string;
  let model: LoadedModel;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-webgpu-'));
    const path = join(folder, 'doubler.onnx');
    await writeFile(path, doubler());
    const pose = { name: 'doubler', sha256: '', path, contract: CONTRACT };
    model = { name: 'doubler', task: 'top-down', pose };
  });
  after(() => rm(folder, { recursive: true }));

  const start = (provider: Provider) => InferencePool.start({ model, limits: LIMITS, provider }, 1);

  it('give everyone in every frame the pose that the CPU gives', async () => {
    const gpu = await start('webgpu');
    const cpu = await start('cpu');
    assert.ok(gpu.framesAtOnce > 8 && cpu.framesAtOnce === 1);
    assert.deepEqual(await poses(gpu), await poses(cpu));
    assert.ok(Number(gpu.millisecondsPerFrame) > 0);
    await Promise.all([cpu.stop(), gpu.stop()]);
  });

  it('are answered or rejected when the thread is stopped', async () => {
    const pool = await start('webgpu');
    const outcomes = Promise.allSettled(frames(pool));
    await pool.stop();
    const failed = (await outcomes).filter((outcome) => outcome.status === 'rejected');
    assert.ok(
      failed.every(({ reason }) => /to be run any more|ended with exit code 0/.test(String(reason))),
      failed.map(({ reason }) => String(reason)).join('\n'),
    );
    assert.ok(failed.length > 0);
  });
});

function poses(pool: InferencePool): Promise<Instance[][]> {
  return Promise.all(frames(pool));
}

/** Frames with a bright spot each, at a place of its own, and up to four boxes around it. */
function frames(pool: InferencePool): Promise<Instance[]>[] {
  return Array.from({ length: FRAMES }, (_, frame) => {
    const memory = new SharedArrayBuffer(i420Bytes(FORMAT.width, FORMAT.height));
    const { y, u, v } = i420(memory, FORMAT);
    for (const plane of [u, v]) plane.fill(128);
    const [column, row] = [20 + ((frame * 7) % 40), 20 + ((frame * 5) % 20)];
    y.fill(16)[row * FORMAT.width + column] = 235;
    const hints: BoxHint[] = Array.from({ length: frame % 5 }, (_, person) => ({
      box: [column - 14 + 2 * person, row - 16, column + 14 + 2 * person, row + 12],
      score: 1,
    }));
    return pool.run(memory, FORMAT, { window: Math.floor(frame / 7), hints });
  });
}

function doubler(): Uint8Array {
  const node = { op: 'Add', name: 'add', inputs: ['pixels', 'pixels'], outputs: ['maps'], attributes: {} };
  const port = (name: string) => ({ name, type: 'float' as const, shape: SHAPE });
  const ports = { inputs: [port('pixels')], outputs: [port('maps')] };
  return encodeOnnx({ graphName: 'doubler', description: '', nodes: [node], initializers: [], ...ports });
}
