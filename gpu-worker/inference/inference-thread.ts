/** An inference thread: opens the model once, then answers frames one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { i420 } from '../frames/i420.ts';
import { openPipeline } from './open-pipeline.ts';
import type { PosePipeline } from './pose-pipeline.ts';
import { type FrameRequest, STOP, type ThreadAnswer, type ThreadSetup } from './thread-messages.ts';

const { model, limits, provider = 'cpu', stop } = workerData as ThreadSetup;
const port = parentPort ?? failWithoutParent();
const pipeline = await openPipeline(model, limits, provider);

let previous: Promise<void> = Promise.resolve();
port.on('message', (request: FrameRequest | typeof STOP) => {
  // Frames of a window follow each other, so one begins when the one before is done.
  previous = previous.then(() => take(request));
});
port.postMessage({ type: 'ready' } satisfies ThreadAnswer);

async function take(request: FrameRequest | typeof STOP): Promise<void> {
  if (request === STOP) port.close();
  else if (Atomics.load(stop, 0) === 0) port.postMessage(await answer(pipeline, request));
}

async function answer(
  poses: PosePipeline,
  { id, memory, format, task }: FrameRequest,
): Promise<ThreadAnswer> {
  try {
    const begun = performance.now();
    const instances = await poses.run(i420(memory, format), task);
    return { type: 'frame', id, instances, milliseconds: performance.now() - begun };
  } catch (error) {
    return { type: 'error', id, error: error as Error };
  }
}

function failWithoutParent(): never {
  throw new Error('This file is started as a worker thread.');
}
