/** Chooses the encoder of drawn videos: that of the GPU where it works and its segments can be joined. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { log } from '../core/log.ts';
import { type EncoderSettings, NVENC_ENCODER, VIDEO_ENCODER } from './encoder-settings.ts';
import type { FfmpegPrograms } from './ffmpeg.ts';
import { encodeSegment, type SegmentFormat } from './segment-encoder.ts';
import { headerHash } from './segment-headers.ts';

/** What an encoder is chosen for. */
export interface EncoderRequest {
  format: SegmentFormat;
  /** Whether a GPU's encoder is tried. */
  hardware: boolean;
  /** Folder for the segments that are tried. */
  folder: string;
  programs: FfmpegPrograms;
}

/** Frames of a segment that is tried. */
const FRAMES = 3;
/** Luma of the segments that are tried: headers must not depend on what is seen. */
const LUMA = [16, 180] as const;

/** The encoder for a format; the one in software where the GPU's fails. */
export async function chooseEncoder(request: EncoderRequest): Promise<EncoderSettings> {
  if (!request.hardware) return VIDEO_ENCODER;
  try {
    return { ...NVENC_ENCODER, headers: await commonHeaders(NVENC_ENCODER, request) };
  } catch (error) {
    log.info('The video is encoded in software.', { reason: (error as Error).message });
    return VIDEO_ENCODER;
  }
}

/**
 * Hash of the headers that an encoder writes for a format.
 *
 * @throws Error when the encoder does not work, or its headers differ from segment to segment.
 */
export async function commonHeaders(
  encoder: EncoderSettings,
  { format, folder, programs }: Omit<EncoderRequest, 'hardware'>,
): Promise<string> {
  const place = await mkdtemp(join(folder, 'encoder-'));
  try {
    const hashes = new Set<string>();
    for (const luma of LUMA) {
      const file = join(place, `${luma}.mp4`);
      await encodeGrey(file, luma, { ...format, encoder }, programs);
      hashes.add(await headersOf(file));
    }
    const [headers, ...others] = hashes;
    if (headers !== undefined && others.length === 0) return headers;
    throw new Error(`The headers of ${encoder.codec} differ from segment to segment.`);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function encodeGrey(
  file: string,
  luma: number,
  format: SegmentFormat,
  programs: FfmpegPrograms,
): Promise<void> {
  const { width, height } = format;
  const frame = Buffer.alloc((width * height * 3) / 2, 128).fill(luma, 0, width * height);
  const segment = await encodeSegment(file, format, programs);
  try {
    for (let count = 0; count < FRAMES; count++) await segment.write(frame);
  } catch (error) {
    segment.stop();
    throw error;
  }
  await segment.finish();
}

async function headersOf(file: string): Promise<string> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error(`${file} holds no video.`);
    return await headerHash(track);
  } finally {
    input.dispose();
  }
}
