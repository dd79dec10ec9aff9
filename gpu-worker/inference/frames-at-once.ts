/** How many frames a thread looks at side by side. */
import type { Provider } from '../../core/worker-settings.ts';

/** Enough that batches fill up with one person a frame, and windows of seven frames. */
const ON_A_GPU = 32;

/** One on the CPU, where nothing is gained by more; on a GPU as many as fill its batches. */
export function framesAtOnce(provider: Provider): number {
  return provider === 'cpu' ? 1 : ON_A_GPU;
}
