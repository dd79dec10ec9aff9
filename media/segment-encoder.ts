/** Encodes raw frames into one segment of H.264. Segments of one video share their headers and can be joined. */
import { type EncoderSettings, encoderOptions, VIDEO_ENCODER } from './encoder-settings.ts';
import { type FfmpegPrograms, ffmpegCommand, findFfmpegPrograms } from './ffmpeg.ts';
import { type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts';
import type { ColourTags, Rational } from './probe.ts';

/** What the segments of a video have in common. */
export interface SegmentFormat {
  /** Size in pixels, both even. */
  width: number;
  height: number;
  frameRate: Rational;
  pixelAspect: Rational;
  colour: ColourTags;
  /** @default x264 */
  encoder?: EncoderSettings;
}

/** A segment being written. */
export interface SegmentEncoder {
  /**
   * Hands a frame over: I420, `width * height * 3 / 2` bytes. Resolves when the bytes may be used again.
   *
   * @throws Error when the encoder has died.
   */
  write(frame: Buffer): Promise<void>;
  /** Ends the segment. @throws Error when the encoder failed. */
  finish(): Promise<void>;
  /** Ends it at once; the file is of no use. */
  stop(): void;
}

/** Starts to encode into a file. Times within the segment are those of a constant frame rate. */
export async function encodeSegment(
  file: string,
  format: SegmentFormat,
  programs: FfmpegPrograms = findFfmpegPrograms(),
): Promise<SegmentEncoder> {
  const process = await startFfmpeg(encodeCommand(file, format, programs));
  return {
    write: (frame) => writeFrame(process, frame),
    finish: () => finish(process),
    stop: process.kill,
  };
}

function encodeCommand(file: string, format: SegmentFormat, programs: FfmpegPrograms) {
  const { width, height, frameRate, pixelAspect } = format;
  return ffmpegCommand(programs)
    .input('pipe:0')
    .inputOptions(['-nostats', '-loglevel', 'error', '-f', 'rawvideo', '-pixel_format', 'yuv420p'])
    .inputOptions(['-video_size', `${width}x${height}`, '-framerate', `${frameRate.num}/${frameRate.den}`])
    .outputOptions(encoderOptions(format.encoder ?? VIDEO_ENCODER))
    .outputOptions(['-pix_fmt', 'yuv420p', '-vf', `setsar=${pixelAspect.num}/${pixelAspect.den}`])
    .outputOptions(['-an', ...colourOptions(format.colour), '-f', 'mp4'])
    .output(file);
}

/** Frames are handed over in limited range, whatever the source had. */
function colourOptions({ space, primaries, transfer }: ColourTags): string[] {
  return [
    '-color_range',
    'tv',
    ...(space === undefined || space === 'gbr' ? [] : ['-colorspace', space]),
    ...(primaries === undefined ? [] : ['-color_primaries', primaries]),
    ...(transfer === undefined ? [] : ['-color_trc', transfer]),
  ];
}

async function writeFrame(process: FfmpegProcess, frame: Buffer): Promise<void> {
  const written = new Promise<void>((resolve, reject) =>
    process.stdin.write(frame, (error) => (error ? reject(error) : resolve())),
  );
  await written.catch(async () => {
    throw new Error(`The encoder ended early: ${(await process.ended).message}`);
  });
}

async function finish(process: FfmpegProcess): Promise<void> {
  process.stdin.end();
  const end = await process.ended;
  if (!end.ok) throw new Error(`The encoder failed: ${end.message}`);
}
