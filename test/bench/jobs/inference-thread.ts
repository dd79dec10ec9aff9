/** A thread of the job that runs the networks alone. */
import { parentPort, workerData } from 'node:worker_threads';
import { OPTION_DEFAULTS } from '../../../core/task-options.ts';
import { i420, type PictureFormat } from '../../../gpu-worker/frames/i420.ts';
import type { LoadedModel } from '../../../gpu-worker/inference/loaded-model.ts';
import { openPipeline } from '../../../gpu-worker/inference/open-pipeline.ts';
import { Session, type Tensor } from '../../../gpu-worker/inference/session.ts';
import { isEstimator } from '../call-order.ts';

/** What the thread is started with. */
export interface InferenceSetup {
  model: LoadedModel;
  samples: { memory: SharedArrayBuffer; format: PictureFormat }[];
  calls: { finder: number; estimator: number };
  /** Number of calls that some thread has taken on. */
  taken: Int32Array<SharedArrayBuffer>;
}

const { model, samples, calls, taken } = workerData as InferenceSetup;
const run = Session.prototype.run;
const inputs = await recordInputs();

parentPort?.once('message', async () => {
  await runCalls();
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');

/** What each session is given when the pipeline looks at the samples; the network that finds people comes first. */
async function recordInputs(): Promise<{ session: Session; tensors: Tensor[] }[]> {
  const recorded = new Map<Session, Tensor[]>();
  Session.prototype.run = function (this: Session, tensor: Tensor) {
    const tensors = recorded.get(this) ?? [];
    recorded.set(this, [...tensors, { data: tensor.data.slice(), shape: [...tensor.shape] }]);
    return run.call(this, tensor);
  };
  const limits = { boxThreshold: OPTION_DEFAULTS.bbox_threshold, maxPeople: Number.POSITIVE_INFINITY };
  const pipeline = await openPipeline(model, limits, { provider: 'cpu', threads: 1 });
  for (const [window, { memory, format }] of samples.entries()) {
    await pipeline.run(i420(memory, format), { window });
  }
  return [...recorded].map(([session, tensors]) => ({ session, tensors }));
}

async function runCalls(): Promise<void> {
  const total = calls.finder + calls.estimator;
  for (let call = Atomics.add(taken, 0, 1); call < total; call = Atomics.add(taken, 0, 1)) {
    const { session, tensors } = inputs[isEstimator(call, calls) ? 1 : 0] as (typeof inputs)[number];
    await run.call(session, tensors[call % tensors.length] as Tensor);
  }
}
