/** One ONNX Runtime session: on a few CPU threads, since sessions side by side beat one with many, or on a GPU. */
import './no-telemetry.ts';
import * as ort from 'onnxruntime-node';
import { log } from '../../core/log.ts';
import type { Provider } from '../../core/worker-settings.ts';
import type { ModelContract, ModelInput } from '../../models/catalogue.ts';
import { batchSize } from './batch/batch-size.ts';
import { Profile } from './node-placement.ts';
import { type Execution, PROFILED_NAMES, PROVIDER_OPTIONS } from './provider.ts';
import { fixedBatch, tensorTrouble } from './tensor-check.ts';

/** Values of a tensor, row-major. */
export interface Tensor {
  data: Float32Array | Int32Array | BigInt64Array;
  shape: readonly number[];
}

/** Runs of this thread's sessions that were asked for and have not been answered. */
let runsUnderWay = 0;

/** A session of a model with one input. */
export class Session {
  /** Samples in each run. */
  readonly batch: number;
  readonly #session: ort.InferenceSession;
  readonly #contract: ModelContract;
  readonly #stop: Execution['stop'];

  private constructor(session: ort.InferenceSession, contract: ModelContract, execution: Execution) {
    this.#session = session;
    this.#contract = contract;
    this.#stop = execution.stop;
    this.batch = batchSize(contract.input, execution, fixedBatch(session));
  }

  /**
   * Opens a model file. On a GPU it is run once, since the first run takes long, and to see where it runs.
   *
   * @throws Error when it is not a model that ONNX Runtime can run, has not the tensors of the contract, or the provider
   * is not to be had here; there is no second choice
   */
  static async open(path: string, contract: ModelContract, execution: Execution): Promise<Session> {
    if (execution.provider === 'cpu') return await Session.#create(path, contract, execution);
    const profile = await Profile.begin();
    try {
      const session = await Session.#create(path, contract, execution, profile.options);
      await session.#warmUp(execution.provider, profile);
      return session;
    } finally {
      await profile.remove();
    }
  }

  static async #create(
    path: string,
    contract: ModelContract,
    execution: Execution,
    profile: ort.InferenceSession.SessionOptions = {},
  ): Promise<Session> {
    const session = await ort.InferenceSession.create(path, { ...sessionOptions(execution), ...profile });
    const trouble = tensorTrouble(contract, session);
    if (trouble !== undefined) throw new Error(trouble);
    return new Session(session, contract, execution);
  }

  /** Whether a run of any session of this thread is under way. */
  get isThreadBusy(): boolean {
    return runsUnderWay > 0;
  }

  /** An input of zeros: that of a whole batch, at the size at which most pictures come. */
  newInput(): Tensor {
    const { input } = this.#contract;
    const shape = [this.batch, ...sampleShape(input)];
    const length = shape.reduce((product, side) => product * side, 1);
    return { shape, data: input.type === 'int32' ? new Int32Array(length) : new Float32Array(length) };
  }

  /**
   * Runs on an input; answers the outputs in the order of the contract.
   *
   * @throws Error when nothing is to be run any more: a frame of sixty people can take longer than a worker has to end
   */
  async run({ data, shape }: Tensor): Promise<Tensor[]> {
    if (this.#stop !== undefined && Atomics.load(this.#stop, 0) !== 0)
      throw new Error('No network is to be run any more.');
    const { input, outputs } = this.#contract;
    runsUnderWay += 1;
    try {
      const tensor = new ort.Tensor(input.type, data as Float32Array, shape);
      const results = await this.#session.run({ [input.name]: tensor });
      return outputs.map(({ name }) => {
        const { data, dims } = results[name] as ort.Tensor;
        return { data: data as Float32Array, shape: dims };
      });
    } finally {
      runsUnderWay -= 1;
    }
  }

  /** @throws Error when nothing of the network ran on the provider: ONNX Runtime turns to the CPU without a word */
  async #warmUp(provider: Provider, profile: Profile): Promise<void> {
    await this.run(this.newInput());
    this.#session.endProfiling();
    const nodes = await profile.read();
    log.info('A model is open on a GPU.', { provider, batch: this.batch, nodes });
    if (nodes[PROFILED_NAMES[provider]] === undefined)
      throw new Error(`ONNX Runtime ran nothing of it by ${provider}, all by ${Object.keys(nodes).join()}`);
  }
}

function sessionOptions({ provider, threads }: Execution): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [PROVIDER_OPTIONS[provider]],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // On a GPU it warns of operators that are better left to the CPU; where they ran is told below.
    logSeverityLevel: provider === 'cpu' ? 2 : 3,
    graphOptimizationLevel: 'all',
    // Spinning threads would take the core from ffmpeg; numbers too small to matter are slow to compute with.
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  };
}

function sampleShape({ size, layout }: ModelInput): readonly number[] {
  const { width, height } = size.kind === 'fixed' ? size : { width: size.longSide, height: size.longSide };
  return layout === 'nchw' ? [3, height, width] : [height, width, 3];
}
