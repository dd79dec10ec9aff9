/** By which settings the drawn video is encoded. */
import { chooseEncoder as chooseEncoderFor } from '../../media/encoder-choice.ts';
import type { EncoderSettings } from '../../media/encoder-settings.ts';
import { drawnFormat } from './estimate-poses.ts';
import { triesMediaHardware } from './media-hardware.ts';
import type { FetchedSource } from './open-source.ts';
import type { Inference } from './start-inference.ts';
import { isDrawn, type Work } from './work.ts';

/**
 * Settings of the encoder of the drawn video, as `run.json` and chunks state them; null when nothing is drawn. Segments
 * that were encoded by other settings are not joined with those of this attempt, but made again.
 */
export type Encoder = EncoderSettings | null;

/** The encoder of a task's drawn video: what works on this machine. */
export async function chooseEncoder(
  work: Work,
  { probe }: FetchedSource,
  { provider }: Inference,
): Promise<Encoder> {
  if (!isDrawn(work)) return null;
  const { folder, programs } = work;
  const hardware = triesMediaHardware(provider);
  return await chooseEncoderFor({ format: drawnFormat(probe), hardware, folder, programs });
}
