/** Starts the threads that run a model, on the provider that was asked for or the best that works. */
import { ENV, envNumberOr } from '../../core/environment.ts';
import { PosefleetError } from '../../core/errors.ts';
import { log } from '../../core/log.ts';
import type { Provider, ProviderSetting } from '../../core/worker-settings.ts';
import { cudaTrouble } from './cuda-trouble.ts';
import type { PeopleLimits } from './estimator.ts';
import { hasGpu } from './gpu-device.ts';
import { InferencePool } from './inference-pool.ts';
import type { LoadedModel } from './loaded-model.ts';
import { planSessions, type SessionPlan } from './session-plan.ts';
import { weightBytes } from './weight-bytes.ts';

/** What to run, and where. */
export interface PoolRequest {
  model: LoadedModel;
  limits: PeopleLimits;
  setting: ProviderSetting;
  /** Threads of the CPU that may run models. */
  threads: number;
}

/** Threads that were started: on a GPU they are ready, on the CPU they still open the model. */
export interface StartedPool {
  pool: InferencePool;
  /** Where the model runs: on a GPU it was tried, and seen in the profile of a run. */
  provider: Provider;
  /** How the threads of the CPU are shared out. */
  plan: SessionPlan;
}

/** Providers of GPUs, the fastest first. */
const GPUS: readonly Exclude<Provider, 'cpu'>[] = ['cuda', 'webgpu'];

/**
 * Starts the threads.
 *
 * @throws PosefleetError `model_unavailable` when the provider that was asked for is missing, or the model cannot be run
 * on it: only `auto` goes on to the next. What is wrong with it on the CPU is told by `InferencePool.ready`.
 */
export async function startPool(request: PoolRequest): Promise<StartedPool> {
  if (request.setting !== 'auto') return await startOn(request.setting, request);
  for (const provider of GPUS) {
    const trouble = knownTrouble(provider);
    if (trouble !== undefined) log.info('A provider is not to be had.', { provider, reason: trouble });
    else {
      try {
        return await startOn(provider, request);
      } catch (error) {
        log.info('A provider is passed over.', { provider, reason: (error as Error).message });
      }
    }
  }
  return await startOn('cpu', request);
}

/** What `auto` need not even try. */
function knownTrouble(provider: Provider): string | undefined {
  if (provider === 'cuda') return cudaTrouble();
  return hasGpu() ? undefined : 'This machine shows no GPU.';
}

async function startOn(provider: Provider, request: PoolRequest): Promise<StartedPool> {
  const { model, limits, threads } = request;
  const plan = planSessions({
    ...{ provider, threads, weightBytes: await weightBytes(model) },
    memoryBytes: envNumberOr(ENV.memoryBytes, process.constrainedMemory() || Number.MAX_SAFE_INTEGER),
  });
  const setup = { model, limits, provider, sessionThreads: plan.threadsEach };
  if (provider === 'cpu') return { pool: InferencePool.begin(setup, plan.sessions), provider, plan };
  // Who names it is taken at their word: a Vulkan in software may be just what is to be tried.
  if (provider === 'webgpu' && !hasGpu())
    log.warn(
      'This machine shows no GPU: WebGPU is computed by its processor, if at all, and is slower than cpu.',
    );
  try {
    return { pool: await InferencePool.start(setup, plan.sessions), provider, plan };
  } catch (error) {
    throw gpuError(model, provider, error as Error);
  }
}

function gpuError(model: LoadedModel, provider: Provider, cause: Error): PosefleetError {
  const reason = (provider === 'cuda' ? cudaTrouble() : undefined) ?? lastWords(cause);
  const message = `The model ${model.name} cannot be run on this machine's GPU by ${provider}: ${reason}`;
  return new PosefleetError('model_unavailable', `${message}. ${ENV.provider} says where models run.`, {
    cause,
  });
}

/** ONNX Runtime begins with places in its own source. */
function lastWords({ message }: Error): string {
  const words = message.split(/ was false\. /u).at(-1) as string;
  return words.trim().replace(/\.$/u, '');
}
