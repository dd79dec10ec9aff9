/** Gathers the crops of several people and frames into batches of one size. */
import type { Tensor } from '../session.ts';
import { batchRow, checkRows } from './batch-rows.ts';
import type { CropRunner, FillCrop } from './crop-runner.ts';

/** What runs batches: a session. */
export interface CropNetwork {
  /** An input of the shape that the network is run with, its batch included, filled with zeros. */
  newInput(): Tensor;
  run(input: Tensor): Promise<Tensor[]>;
}

interface WaitingCrop {
  fill: FillCrop;
  resolve(outputs: readonly Tensor[]): void;
  reject(error: unknown): void;
}

/**
 * A batch is run when it is full, or when nothing more can come: every frame in work then waits for its crops. One input
 * tensor is enough: it is filled just before a run, and nothing else happens in the thread while a network runs.
 */
export class CropBatches implements CropRunner {
  readonly #network: CropNetwork;
  readonly #input: Tensor;
  readonly #size: number;
  readonly #canMoreCome: () => boolean;
  #waiting: WaitingCrop[] = [];
  #isAwake = false;

  /** @param canMoreCome whether something in this thread is still under way that may ask for crops */
  constructor(network: CropNetwork, canMoreCome: () => boolean) {
    this.#network = network;
    this.#input = network.newInput();
    this.#size = this.#input.shape[0] as number;
    this.#canMoreCome = canMoreCome;
  }

  run(fill: FillCrop): Promise<readonly Tensor[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ fill, resolve, reject });
      this.#wake();
    });
  }

  /** Looks when all that could go on at once has gone on, and all frames that have arrived have begun. */
  #wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    setImmediate(() => void this.#look());
  }

  async #look(): Promise<void> {
    const isFull = this.#waiting.length >= this.#size;
    if (isFull || !this.#canMoreCome()) await this.#runBatch(this.#waiting.splice(0, this.#size));
    this.#isAwake = false;
    if (this.#waiting.length > 0) this.#wake();
  }

  /** Rows that no crop fills keep what was in them: nobody reads what comes of it. */
  async #runBatch(crops: readonly WaitingCrop[]): Promise<void> {
    const filled = crops.filter((crop, row) => this.#fill(crop, row));
    if (filled.length === 0) return;
    try {
      const outputs = await this.#network.run(this.#input);
      checkRows(outputs, this.#size);
      for (const crop of filled) {
        const row = crops.indexOf(crop);
        crop.resolve(outputs.map((output) => batchRow(output, row)));
      }
    } catch (error) {
      for (const { reject } of filled) reject(error);
    }
  }

  #fill({ fill, reject }: WaitingCrop, row: number): boolean {
    const { data } = this.#input;
    try {
      fill(data as Float32Array, (row * data.length) / this.#size);
      return true;
    } catch (error) {
      reject(error);
      return false;
    }
  }
}
