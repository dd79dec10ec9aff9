/** The headers of a segment of H.264 (its parameter sets): segments that have the same can be joined. */
import { createHash } from 'node:crypto';
import type { InputVideoTrack } from 'mediabunny';

/** Hexadecimal digits of a hash. */
const DIGITS = 16;

/** Hash of a segment's headers. @throws Error when it has none */
export async function headerHash(track: InputVideoTrack): Promise<string> {
  const description = (await track.getDecoderConfig())?.description;
  if (description === undefined) throw new Error('A segment of the drawn video has no headers.');
  const bytes = ArrayBuffer.isView(description)
    ? Buffer.from(description.buffer, description.byteOffset, description.byteLength)
    : Buffer.from(description);
  return createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS);
}
