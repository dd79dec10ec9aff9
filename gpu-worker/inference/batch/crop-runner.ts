/** How a network for people in boxes is asked, whether it runs crop by crop or in batches. */
import type { Tensor } from '../session.ts';

/** Writes a crop's values into a tensor, from an index on. May be called some time after it was handed over. */
export type FillCrop = (target: Float32Array | Int32Array, offset: number) => void;

/** Runs one crop; several may be asked for at once. */
export interface CropRunner {
  /**
   * @returns the outputs of this crop, in the order of the contract, without the batch's axis
   * @throws Error when the model fails, or what `fill` throws
   */
  run(fill: FillCrop): Promise<readonly Tensor[]>;
}
