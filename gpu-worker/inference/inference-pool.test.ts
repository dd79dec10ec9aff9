import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { requireModel } from '../../models/catalogue.ts';
import { convertToOnnx } from '../../models/convert/convert.ts';
import { readTfjsModel } from '../../models/convert/tfjs-model.ts';
import { sketchModel } from '../../models/testing/graph-json.ts';
import { colourMatrix } from '../frames/colour.ts';
import { i420Bytes, type PictureFormat } from '../frames/i420.ts';
import { InferencePool } from './inference-pool.ts';

const FORMAT: PictureFormat = { width: 2, height: 2, matrix: colourMatrix('bt709') };
const LIMITS = { boxThreshold: 0, maxPeople: 1 };
/** Boxes are given, but nobody is there: the network is opened and not run. */
const NOBODY = { window: 0, hints: [] };

describe('the inference pool', () => {
  let folder: string;
  let works: string;
  let broken: string;
  let workers: Worker[] = [];
  const onWorker = (worker: Worker) => workers.push(worker);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-inference-'));
    works = join(folder, 'works.onnx');
    broken = join(folder, 'broken.onnx');
    await writeFile(works, smallModel());
    await writeFile(broken, 'This is no model.');
    process.on('worker', onWorker);
  });
  beforeEach(() => {
    workers = [];
  });
  afterEach(() => {
    // A thread that has ended has no id any more.
    assert.deepEqual(
      workers.map(({ threadId }) => threadId),
      [-1, -1],
    );
  });
  after(async () => {
    process.off('worker', onWorker);
    await rm(folder, { recursive: true });
  });

  function setupOf(path: string, maxPeople = 1) {
    const { name, contract, keypointSet } = topDown();
    const pose = { name, sha256: '', path, contract };
    const model = { name, keypointSet, task: 'top-down', pose } as const;
    return { model, limits: { ...LIMITS, maxPeople } };
  }

  const begin = (path: string) => InferencePool.begin(setupOf(path), 2);
  const start = (path: string, maxPeople?: number) => InferencePool.start(setupOf(path, maxPeople), 2);

  const look = (pool: InferencePool, window: number) =>
    pool.run(new SharedArrayBuffer(i420Bytes(2, 2)), FORMAT, { ...NOBODY, window });

  it('answers frames and stops', async () => {
    const pool = await start(works);
    assert.equal(pool.millisecondsPerFrame ?? 'none yet', 'none yet');
    assert.deepEqual(await Promise.all([look(pool, 0), look(pool, 1), look(pool, 1)]), [[], [], []]);
    assert.ok(Number(pool.millisecondsPerFrame) > 0);
    assert.equal(pool.framesAtOnce, 2);
    await pool.stop();
  });

  it('answers frames that came while the model was being opened', async () => {
    const pool = begin(works);
    assert.deepEqual(await Promise.all([look(pool, 0), look(pool, 1)]), [[], []]);
    await pool.ready;
    await pool.stop();
  });

  it('tells of a broken model when it is ready, and by frames that came before', async () => {
    const pool = begin(broken);
    const told = { code: 'model_unavailable', message: /protobuf/i };
    await Promise.all([assert.rejects(pool.ready, told), assert.rejects(look(pool, 0), told)]);
    await pool.stop();
  });

  it('stops while the model is being opened', async () => {
    const pool = begin(works);
    await pool.stop();
    await assert.rejects(look(pool, 0), /ended/);
  });

  it('does not start with a broken model', async () => {
    await assert.rejects(start(broken), { code: 'model_unavailable', message: /protobuf/i });
  });

  it('does not start when a thread exits without an error', async () => {
    process.once('worker', (worker: Worker) => void worker.terminate());
    await assert.rejects(start(works), /ended with exit code/);
  });

  it('rejects the frames of a thread that exits without an error, those to come as well', async () => {
    const pool = await start(works);
    const ended = workers[0]?.terminate();
    const waiting = [look(pool, 0), look(pool, 0)];
    await Promise.all(waiting.map((frame) => assert.rejects(frame, /ended with exit code 1/)));
    await ended;
    await assert.rejects(look(pool, 0), /ended with exit code 1/);
    await pool.stop();
  });

  it('stops in the middle of a frame of many people', async () => {
    const pool = await start(works, Number.POSITIVE_INFINITY);
    const hints = Array.from({ length: 30_000 }, () => ({ box: [0, 0, 2, 2], score: 1 }) as const);
    await look(pool, 0);
    const frame = pool.run(new SharedArrayBuffer(i420Bytes(2, 2)), FORMAT, { window: 0, hints });
    await sleep(200);
    await Promise.all([assert.rejects(frame, /any more|ended/), pool.stop()]);
  });

  it('stops twice', async () => {
    const pool = await start(works);
    await pool.stop();
    await pool.stop();
    await assert.rejects(look(pool, 0), /ended/);
  });
});

/** MoveNet's contract, for pictures of the network below. */
function topDown() {
  const { name, contract } = requireModel('movenet-thunder');
  const shape = [1, 2, 2, 3];
  const input = { ...contract.input, shape, size: { kind: 'fixed', width: 2, height: 2 } as const };
  const small = { ...contract, input, outputs: [{ name: 'output', shape }] };
  return { name, contract: small, keypointSet: 'coco-17' as const };
}

/** A network that turns its pixels to floats. */
function smallModel(): Uint8Array {
  const toFloat = { DstT: 'DT_FLOAT', SrcT: 'DT_INT32' };
  const nodes = [{ name: 'pixels', op: 'Cast', input: ['input'], attr: toFloat }];
  const { json, weights } = sketchModel({ inputShape: [1, 2, 2, 3], nodes });
  return convertToOnnx(readTfjsModel(json, weights), {
    name: 'test',
    description: '',
    input: { name: 'input', shape: [1, 2, 2, 3] },
    outputs: [{ name: 'output' }],
  });
}
