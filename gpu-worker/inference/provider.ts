/** Where models run. */
import type { InferenceSession } from 'onnxruntime-node';
import { ENV, envOr } from '../../core/environment.ts';

/** An execution provider of ONNX Runtime, by its name there. */
export type Provider = (typeof PROVIDERS)[number];

/** What may be asked for: a provider, or the best that works on this machine. */
export type ProviderSetting = Provider | 'auto';

const PROVIDERS = ['cpu', 'cuda', 'webgpu'] as const;
const SETTINGS: readonly ProviderSetting[] = [...PROVIDERS, 'auto'];

/** Where a network runs, and on how many threads of the CPU what runs there. */
export interface Execution {
  provider: Provider;
  threads: number;
  /** Crops in a batch on a GPU, where the model's file leaves it open. @default by the input's size */
  batch?: number | undefined;
  /** Not zero when no network is to be run any more. @default never */
  stop?: Int32Array<SharedArrayBuffer> | undefined;
}

/** `POSEFLEET_PROVIDER`, or the CPU. @throws Error when it is set to something else. */
export function providerFromEnvironment(): ProviderSetting {
  const name = envOr(ENV.provider, 'cpu');
  const setting = SETTINGS.find((known) => known === name);
  if (setting !== undefined) return setting;
  const [last, ...others] = [...SETTINGS].reverse();
  const known = `${others.reverse().join(', ')} or ${last}`;
  throw new Error(`The environment variable ${ENV.provider} must be ${known}, not ${name}.`);
}

/** What ONNX Runtime is told of each. A job sees its own GPUs alone, so the first is the right one. */
export const PROVIDER_OPTIONS: Readonly<Record<Provider, InferenceSession.ExecutionProviderConfig>> = {
  cpu: { name: 'cpu' },
  cuda: { name: 'cuda', deviceId: 0 },
  webgpu: { name: 'webgpu' },
};

/** Names by which ONNX Runtime's profiler knows them. */
export const PROFILED_NAMES: Readonly<Record<Provider, string>> = {
  cpu: 'CPUExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
};
