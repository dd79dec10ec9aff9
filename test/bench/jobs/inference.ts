/** Runs the networks alone: as many calls as the worker made, in as many threads, on tensors that lie in memory. */
import { Worker } from 'node:worker_threads';
import type { LoadedModel } from '../../../gpu-worker/inference/loaded-model.ts';
import { type Effort, measure } from '../cpu-time.ts';
import { framesOf } from '../frames-of.ts';
import type { InferenceSetup } from './inference-thread.ts';
import { answerJob } from './job.ts';

/** What to run. */
export interface InferenceJob {
  /** The video from whose frames the tensors are made. */
  file: string;
  model: LoadedModel;
  threads: number;
  /** Calls of the network that finds people, and of the one that estimates single poses. */
  calls: { finder: number; estimator: number };
  /** Frames of the video. */
  frames: number;
}

/** Frames whose tensors are used again and again. */
const SAMPLES = 24;

await answerJob<InferenceJob, Effort>(async ({ file, model, threads, calls, frames }) => {
  const samples = await samplesOf(file, Math.max(1, Math.floor(frames / SAMPLES)));
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const setup: InferenceSetup = { model, samples, calls, taken };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./inference-thread.ts', import.meta.url), { workerData: setup }),
  );
  await Promise.all(workers.map((worker) => message(worker)));
  return measure(() =>
    Promise.all(
      workers.map((worker) => {
        worker.postMessage('go');
        return message(worker);
      }),
    ),
  );
});

async function samplesOf(file: string, stride: number): Promise<InferenceSetup['samples']> {
  const samples: InferenceSetup['samples'] = [];
  for await (const { bytes, format } of framesOf(file, stride)) {
    const memory = new SharedArrayBuffer(bytes.length);
    Buffer.from(memory).set(bytes);
    samples.push({ memory, format });
  }
  return samples;
}

/** The next word of a thread. @throws Error when it dies instead. */
function message(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
