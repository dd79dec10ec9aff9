/** Runs crops one after the other, each as a batch of its own. */
import { InTurn } from '../in-turn.ts';
import type { Tensor } from '../session.ts';
import { batchRow, checkRows } from './batch-rows.ts';
import type { CropNetwork } from './crop-batches.ts';
import type { CropRunner, FillCrop } from './crop-runner.ts';

/** Crops of a network whose batch is 1. */
export class SingleCrops implements CropRunner {
  readonly #network: CropNetwork;
  readonly #input: Tensor;
  readonly #turn = new InTurn();

  constructor(network: CropNetwork) {
    this.#network = network;
    this.#input = network.newInput();
  }

  run(fill: FillCrop): Promise<readonly Tensor[]> {
    return this.#turn.run(async () => {
      fill(this.#input.data as Float32Array, 0);
      const outputs = await this.#network.run(this.#input);
      checkRows(outputs, 1);
      return outputs.map((output) => batchRow(output, 0));
    });
  }
}
