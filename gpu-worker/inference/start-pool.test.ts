import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { requireModel } from '../../models/catalogue.ts';
import { encodeOnnx } from '../../models/convert/onnx-file.ts';
import { hasGpu } from './gpu-device.ts';
import type { LoadedModel } from './loaded-model.ts';
import { startPool } from './start-pool.ts';

const LIMITS = { boxThreshold: 0, maxPeople: 1 };

let folder: string;
let model: LoadedModel;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-start-'));
  model = await smallModel();
});
after(() => rm(folder, { recursive: true }));

/** A network under the names of RTMO: of the size of nothing, and never run. */
async function smallModel(): Promise<LoadedModel> {
  const { name, contract } = requireModel('rtmo-s');
  const [dets, keypoints] = contract.outputs;
  const path = join(folder, 'model.onnx');
  const port = (of: string) => ({ name: of, type: 'float' as const });
  const nodes = [dets, keypoints].map((output) => ({
    ...{ op: 'Identity', name: output?.name as string, inputs: [contract.input.name], attributes: {} },
    outputs: [output?.name as string],
  }));
  const ports = { inputs: [port(contract.input.name)], outputs: nodes.map((node) => port(node.name)) };
  await writeFile(
    path,
    encodeOnnx({ graphName: 'small', description: '', nodes, initializers: [], ...ports }),
  );
  return { name, keypointSet: 'coco-17', task: 'one-stage', pose: { name, sha256: '', path, contract } };
}

test('a provider that was asked for and is missing is an error that names what is missing', async () => {
  await assert.rejects(startPool({ model, limits: LIMITS, setting: 'cuda', threads: 1 }), {
    code: 'model_unavailable',
    message: /on this machine's GPU by cuda: .*libonnxruntime_providers_shared\.so: cannot open/,
  });
});

test('auto runs on the CPU where there is no GPU', { skip: hasGpu() && 'this machine has one' }, async () => {
  const { pool, provider } = await startPool({ model, limits: LIMITS, setting: 'auto', threads: 2 });
  assert.equal(provider, 'cpu');
  assert.equal(pool.framesAtOnce, 2);
  await pool.stop();
});

test('systems without device files have a GPU', () => {
  assert.ok(hasGpu('darwin'));
  assert.ok(hasGpu('win32'));
});
