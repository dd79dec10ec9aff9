/** One ONNX Runtime session: on one CPU thread, since sessions side by side beat one with many threads, or on a GPU. */
import * as ort from 'onnxruntime-node';
import type { ModelContract } from '../../models/catalogue.ts';
import type { Provider } from './provider.ts';

/** Values of a tensor, row-major. */
export interface Tensor {
  data: Float32Array | Int32Array | BigInt64Array;
  shape: readonly number[];
}

/** A session of a model with one input. */
export class Session {
  readonly #session: ort.InferenceSession;
  readonly #input: string;
  readonly #outputs: readonly string[];

  private constructor(session: ort.InferenceSession, { input, outputs }: ModelContract) {
    this.#session = session;
    this.#input = input.name;
    this.#outputs = outputs.map(({ name }) => name);
  }

  /**
   * Opens a model file.
   *
   * @throws Error when it is not a model that ONNX Runtime can run, or the provider is not to be had here; there is
   * no second choice
   */
  static async open(path: string, contract: ModelContract, provider: Provider): Promise<Session> {
    const session = await ort.InferenceSession.create(path, {
      executionProviders: [provider],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Spinning threads would take the core from ffmpeg; numbers too small to matter are slow to compute with.
      extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
    });
    return new Session(session, contract);
  }

  /** Runs on an input; answers the outputs in the order of the contract. */
  async run({ data, shape }: Tensor): Promise<Tensor[]> {
    const type = data instanceof Int32Array ? 'int32' : 'float32';
    const results = await this.#session.run({
      [this.#input]: new ort.Tensor(type, data as Float32Array, shape),
    });
    return this.#outputs.map((name) => {
      const { data, dims } = results[name] as ort.Tensor;
      return { data: data as Float32Array, shape: dims };
    });
  }
}
