/** What a video is, read from its header and its first packets. */
import { PosefleetError } from '../core/errors.ts';
import { type FfmpegPrograms, spawnFfprobe } from './ffmpeg.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** Wider or higher videos are refused. */
export const MAX_SIDE = 8192;
const PROBE_SECONDS = 60;

/** A fraction; `den` is above zero. */
export interface Rational {
  num: number;
  den: number;
}

/** Colour description as ffmpeg names it; absent where the file does not say. */
export interface ColourTags {
  range?: string;
  space?: string;
  primaries?: string;
  transfer?: string;
}

/** The sound that belongs to a video: the first audio stream. */
export interface SoundProbe {
  codec: string;
  sampleRate: number;
}

/** A video's properties. Sizes are in pixels, as displayed, after rotation. */
export interface VideoProbe {
  /** Names of the container format, separated by commas. */
  format: string;
  codec: string;
  width: number;
  height: number;
  /** Width of a pixel by its height, after rotation. */
  pixelAspect: Rational;
  /** Clockwise turn that was applied, in degrees: 0, 90, 180 or 270. */
  rotation: number;
  /** Average frames a second. */
  frameRate: Rational;
  timeBase: Rational;
  /** Time that counts as zero, in seconds: see `timeOrigin`. */
  origin: number;
  /** First time of any stream, in seconds, from which ffmpeg counts when it seeks. */
  startTime: number;
  /** Length in seconds; null where the file does not say. */
  duration: number | null;
  /** Number of frames that the header promises; null where it does not. */
  frames: number | null;
  colour: ColourTags;
  sound: SoundProbe | null;
}

/** The fields of ffprobe's streams that are read. */
interface ProbedStream {
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  time_base?: string;
  nb_frames?: string;
  duration?: string;
  color_range?: string;
  color_space?: string;
  color_primaries?: string;
  color_transfer?: string;
  sample_rate?: string;
  disposition?: { attached_pic?: number };
  tags?: { rotate?: string };
  side_data_list?: { rotation?: number }[];
}

interface Probed {
  streams?: ProbedStream[];
  format?: { format_name?: string; start_time?: string; duration?: string };
}

/**
 * Probes a video file.
 *
 * @throws PosefleetError `video_unreadable` when it holds no moving picture, `too_large` when it is larger than
 * `MAX_SIDE` in either direction.
 */
export async function probeVideo(file: string, programs?: FfmpegPrograms): Promise<VideoProbe> {
  const { streams = [], format = {} } = await runProbe(file, programs);
  const names = format.format_name ?? '';
  if (isStill(names)) throw unreadable('The file is a still image, not a video.');
  const video = streams.find(isMovingPicture);
  if (video === undefined) throw unreadable(reasonWithout(streams));
  const probe = toProbe(
    video,
    streams.find(({ codec_type }) => codec_type === 'audio'),
    format,
  );
  if (probe.width > MAX_SIDE || probe.height > MAX_SIDE) {
    throw new PosefleetError(
      'too_large',
      `The video is ${probe.width}×${probe.height} pixels; at most ${MAX_SIDE}×${MAX_SIDE} are accepted. Scale it down.`,
    );
  }
  return probe;
}

function toProbe(
  video: ProbedStream,
  audio: ProbedStream | undefined,
  format: NonNullable<Probed['format']>,
): VideoProbe {
  const rotation = rotationOf(video);
  const turned = rotation % 180 !== 0;
  const startTime = finite(format.start_time) ?? 0;
  const [width = 0, height = 0] = turned ? [video.height, video.width] : [video.width, video.height];
  const aspect = parseRational(video.sample_aspect_ratio?.replace(':', '/')) ?? { num: 1, den: 1 };
  return {
    format: format.format_name ?? '',
    codec: video.codec_name ?? 'unknown',
    width,
    height,
    pixelAspect: turned ? { num: aspect.den, den: aspect.num } : aspect,
    rotation,
    frameRate: frameRateOf(video),
    timeBase: parseRational(video.time_base) ?? { num: 1, den: 1_000_000 },
    origin: timeOrigin(format.format_name ?? '', startTime),
    startTime,
    duration: positive(video.duration) ?? positive(format.duration),
    frames: positive(video.nb_frames),
    colour: colourOf(video),
    sound: audio === undefined ? null : soundOf(audio),
  };
}

/**
 * The time that counts as zero. Broadcast formats carry a clock that starts anywhere, so their first time is
 * zero; all others say what they mean.
 */
function timeOrigin(format: string, startTime: number): number {
  return /(^|,)(mpegts|mpeg)(,|$)/.test(format) ? startTime : 0;
}

function frameRateOf(video: ProbedStream): Rational {
  const average = parseRational(video.avg_frame_rate);
  const rate = average ?? parseRational(video.r_frame_rate) ?? { num: 25, den: 1 };
  return rate.num / rate.den > 1000 ? { num: 25, den: 1 } : rate;
}

function rotationOf({ side_data_list = [], tags = {} }: ProbedStream): number {
  // The display matrix counts anticlockwise, the older tag clockwise.
  const matrix = side_data_list.find((data) => data.rotation !== undefined)?.rotation;
  const clockwise = matrix === undefined ? Number(tags.rotate ?? 0) : -matrix;
  return (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360;
}

function colourOf(video: ProbedStream): ColourTags {
  const tags = {
    range: video.color_range,
    space: video.color_space,
    primaries: video.color_primaries,
    transfer: video.color_transfer,
  };
  return Object.fromEntries(
    Object.entries(tags).filter(([, tag]) => tag !== undefined && tag !== 'unknown' && tag !== 'reserved'),
  );
}

function soundOf(audio: ProbedStream): SoundProbe {
  return { codec: audio.codec_name ?? 'unknown', sampleRate: Number(audio.sample_rate ?? 48_000) };
}

function isMovingPicture(stream: ProbedStream): boolean {
  const { codec_type, width = 0, height = 0, disposition } = stream;
  return codec_type === 'video' && disposition?.attached_pic !== 1 && width > 0 && height > 0;
}

function isStill(format: string): boolean {
  return format === 'image2' || format.endsWith('_pipe');
}

function reasonWithout(streams: ProbedStream[]): string {
  return streams.some(({ codec_type }) => codec_type === 'audio')
    ? 'The file holds sound only, no video.'
    : 'The file holds no video that can be read. Check that it was uploaded completely and plays elsewhere.';
}

function unreadable(message: string): PosefleetError {
  return new PosefleetError('video_unreadable', message);
}

function finite(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function parseRational(text: string | undefined): Rational | undefined {
  const [num, den] = (text ?? '').split('/').map(Number);
  return num !== undefined && den !== undefined && num > 0 && den > 0 ? { num, den } : undefined;
}

/** Runs ffprobe for a description of the file; a file that it cannot open gives an empty one. */
async function runProbe(file: string, programs?: FfmpegPrograms): Promise<Probed> {
  const child = spawnFfprobe(
    ['-v', 'error', ...UNTRUSTED_INPUT, '-show_streams', '-show_format', '-of', 'json', inputName(file)],
    programs,
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_SECONDS * 1000);
  child.stderr.resume();
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  clearTimeout(timer);
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
