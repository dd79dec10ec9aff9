/** Where models run. */
import type { InferenceSession } from 'onnxruntime-node';
import type { Provider } from '../../core/worker-settings.ts';

/** Where a network runs, and on how many threads of the CPU what runs there. */
export interface Execution {
  provider: Provider;
  threads: number;
  /** Crops in a batch on a GPU, where the model's file leaves it open. @default by the input's size */
  batch?: number | undefined;
  /** Not zero when no network is to be run any more. @default never */
  stop?: Int32Array<SharedArrayBuffer> | undefined;
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
