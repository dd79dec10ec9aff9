/** Runs a TensorFlow.js graph model in TensorFlow.js itself: the judge of every conversion. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { ready, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { ModelFiles } from './graph-json.ts';

/** An int32 image and its shape. */
export interface ImageTensor {
  data: Int32Array;
  shape: readonly number[];
}

/**
 * The first output for an image.
 *
 * @param backend `cpu` is exact and slow, `wasm` is for whole models
 */
export async function runTfjs(
  { json, weights }: ModelFiles,
  { data, shape }: ImageTensor,
  backend: 'cpu' | 'wasm' = 'cpu',
): Promise<Float32Array> {
  await setBackend(backend);
  await ready();
  const { modelTopology, signature, weightsManifest } = JSON.parse(json);
  const model = await loadGraphModel({
    load: async () => ({
      modelTopology,
      signature,
      weightSpecs: weightsManifest[0].weights,
      weightData: new Uint8Array(weights).buffer,
    }),
  });
  const output = model.execute(tensor(data, [...shape], 'int32')) as Tensor;
  return Float32Array.from(await output.data());
}
