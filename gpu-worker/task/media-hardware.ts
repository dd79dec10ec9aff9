/** Whether a GPU is tried for decoding and encoding video. */
import { ENV, envOr } from '../../core/environment.ts';
import type { Provider } from '../inference/provider.ts';

const SETTINGS = ['auto', 'none', 'cuda'] as const;

/**
 * What `POSEFLEET_HWACCEL` says: `auto` tries the GPU where models run on CUDA, since its decoder and encoder lie idle
 * there. Where it does not work, video is decoded and encoded in software.
 *
 * @throws Error when it is set to something else
 */
export function triesMediaHardware(provider: Provider): boolean {
  const name = envOr(ENV.hwaccel, 'auto');
  const setting = SETTINGS.find((known) => known === name);
  if (setting === undefined)
    throw new Error(`The environment variable ${ENV.hwaccel} must be auto, none or cuda, not ${name}.`);
  return setting === 'cuda' || (setting === 'auto' && provider === 'cuda');
}
