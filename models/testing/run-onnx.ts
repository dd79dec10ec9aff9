/** Runs an ONNX file in ONNX Runtime on one thread, as the worker does. */

// Before the library loads: it writes files for its maker's statistics otherwise.
process.env.ORT_DISABLE_TELEMETRY = '1';
const { InferenceSession, Tensor } = await import('onnxruntime-node');

import type { ImageTensor } from './run-tfjs.ts';

/** The first output for an image. */
export async function runOnnx(
  file: string | Uint8Array,
  { data, shape }: ImageTensor,
): Promise<{ data: Float32Array; shape: readonly number[] }> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session =
    typeof file === 'string'
      ? await InferenceSession.create(file, options)
      : await InferenceSession.create(file, options);
  const outputs = await session.run({ input: new Tensor('int32', data, shape) });
  const output = outputs[session.outputNames[0] as string];
  await session.release();
  if (output === undefined) throw new Error('The model gave no output.');
  return { data: output.data as Float32Array, shape: output.dims };
}
