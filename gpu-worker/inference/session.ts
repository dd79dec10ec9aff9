/** One ONNX Runtime session: on one CPU thread, since sessions side by side beat one with many threads, or on a GPU. */
import * as ort from 'onnxruntime-node';
import type { Provider } from './provider.ts';

/** A session with one input and one output, which all models here have. */
export class Session {
  readonly #session: ort.InferenceSession;
  readonly #input: string;
  readonly #output: string;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
    this.#input = session.inputNames[0] as string;
    this.#output = session.outputNames[0] as string;
  }

  /**
   * Opens a model file.
   *
   * @throws Error when it is not a model that ONNX Runtime can run, or the provider is not to be had here; there is
   * no second choice
   */
  static async open(path: string, provider: Provider): Promise<Session> {
    return new Session(
      await ort.InferenceSession.create(path, {
        executionProviders: [provider],
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        // Spinning threads would take the core from ffmpeg; numbers too small to matter are slow to compute with.
        extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
      }),
    );
  }

  /** Runs on an input of 32-bit integers of the given shape; answers the output's values. */
  async run(data: Int32Array, shape: readonly number[]): Promise<Float32Array> {
    const results = await this.#session.run({ [this.#input]: new ort.Tensor('int32', data, shape) });
    return results[this.#output]?.data as Float32Array;
  }
}
