/** An inference thread: opens the model once, then answers frames: one after the other, on a GPU several at once. */
import { parentPort, workerData } from 'node:worker_threads';
import pLimit from 'p-limit';
import { i420 } from '../frames/i420.ts';
import { framesAtOnce } from './frames-at-once.ts';
import { openPipeline } from './open-pipeline.ts';
import type { PosePipeline } from './pose-pipeline.ts';
import { packError } from './thread-error.ts';
import { type FrameRequest, STOP, type ThreadAnswer, type ThreadSetup } from './thread-messages.ts';
import { UnderWay } from './under-way.ts';

const {
  model,
  limits,
  provider = 'cpu',
  sessionThreads: threads = 1,
  batch,
  stop,
} = workerData as ThreadSetup;
const port = parentPort ?? failWithoutParent();

/** Frames begin in the order in which they came: those of a window build on each other. */
const inTurn = pLimit(framesAtOnce(provider));
const underWay = new UnderWay();
let lastAnswer = 0;

try {
  answerFrames(await openPipeline(model, limits, { provider, threads, batch, stop }));
} catch (error) {
  say({ type: 'failed', error: packError(error) });
}

function answerFrames(poses: PosePipeline): void {
  port.on('message', (request: FrameRequest | typeof STOP) => {
    if (request === STOP) void underWay.over().then(() => port.close());
    else underWay.add(inTurn(() => take(poses, request)));
  });
  say({ type: 'ready' });
}

async function take(poses: PosePipeline, request: FrameRequest): Promise<void> {
  if (Atomics.load(stop, 0) === 0) say(await answer(poses, request));
}

async function answer(
  poses: PosePipeline,
  { id, memory, format, task }: FrameRequest,
): Promise<ThreadAnswer> {
  const begun = performance.now();
  try {
    const instances = await poses.run(i420(memory, format), task);
    const milliseconds = performance.now() - Math.max(begun, lastAnswer);
    lastAnswer = performance.now();
    return { type: 'frame', id, instances, milliseconds };
  } catch (error) {
    return { type: 'error', id, error: packError(error) };
  }
}

function say(message: ThreadAnswer): void {
  port.postMessage(message);
}

function failWithoutParent(): never {
  throw new Error('This file is started as a worker thread.');
}
