/** Settings of the encoders of drawn videos, as data: they are recorded, and decide which segments may be joined. */

/** x264, in software. */
export type X264Settings = Readonly<{
  codec: 'libx264';
  preset: string;
  crf: number;
  params: string;
}>;

/** The encoder of NVIDIA's GPUs. */
export type NvencSettings = Readonly<{
  codec: 'h264_nvenc';
  preset: string;
  cq: number;
  /** Hash of the headers that this GPU and its driver write: only segments with the same can be joined. */
  headers?: string;
}>;

/** By which settings a drawn video is encoded. */
export type EncoderSettings = X264Settings | NvencSettings;

/**
 * x264 settings: on the drawn clip SSIM is .997. Motion in whole pixels (`subme=0`) saves 14 % of the encoder's time
 * for 8 % more bytes; `stitchable` keeps the headers of all segments equal, so that one sample description serves them
 * all.
 */
export const VIDEO_ENCODER: X264Settings = {
  codec: 'libx264',
  preset: 'superfast',
  crf: 23,
  params: 'stitchable=1:subme=0',
};

/** NVENC at its middle preset and about the same quality. Not measured: there was no such GPU. */
export const NVENC_ENCODER: NvencSettings = { codec: 'h264_nvenc', preset: 'p4', cq: 23 };

/** ffmpeg's options for an encoder. */
export function encoderOptions(settings: EncoderSettings): string[] {
  const { codec, preset } = settings;
  const common = ['-c:v', codec, '-preset', preset];
  if (settings.codec === 'libx264')
    return [...common, '-crf', String(settings.crf), '-x264-params', settings.params];
  // Without a bit rate of zero the default rate would bound the quality.
  return [...common, '-rc', 'vbr', '-cq', String(settings.cq), '-b:v', '0', '-bf', '0'];
}
