/** Whether a GPU is tried for decoding and encoding video. */
import { hwaccelFromEnvironment, type Provider } from '../../core/worker-settings.ts';

/**
 * What `POSEFLEET_HWACCEL` says: `auto` tries the GPU where models run on CUDA, since its decoder and encoder lie idle
 * there. Where it does not work, video is decoded and encoded in software.
 *
 * @throws PosefleetError `internal` when it is set to something else
 */
export function triesMediaHardware(provider: Provider): boolean {
  const setting = hwaccelFromEnvironment();
  return setting === 'cuda' || (setting === 'auto' && provider === 'cuda');
}
