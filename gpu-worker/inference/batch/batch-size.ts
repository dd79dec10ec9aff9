/** How many crops a network is given at once. */
import type { ModelInput } from '../../../models/catalogue.ts';
import type { Execution } from '../provider.ts';

/** Pixels of the common inputs, such as 256×192 or MoveNet's 256×256; larger ones fill a GPU with fewer crops. */
const COMMON_PIXELS = 256 * 256;
/**
 * Crops in a batch on a GPU. Most of the gain is had by four (ViTPose on an L4: 23 to 68 frames a second, 76 with all
 * else that can be done), and what is padded is computed for nothing.
 */
const GPU_BATCH = { common: 8, large: 4 } as const;

/**
 * The one size of a network's batches: a GPU's libraries look for the best way of computing again at each new shape.
 * On the CPU batches gain nothing; whole pictures go one by one.
 *
 * @param fixed the size that the model's file demands; undefined where it leaves it open.
 */
export function batchSize(
  { size, fit }: ModelInput,
  { provider, batch }: Execution,
  fixed: number | undefined,
): number {
  if (fixed !== undefined) return fixed;
  if (provider === 'cpu' || fit.kind !== 'box' || size.kind !== 'fixed') return 1;
  return batch ?? (size.width * size.height > COMMON_PIXELS ? GPU_BATCH.large : GPU_BATCH.common);
}
