/** From ffprobe's fields to the properties of a video. */
import type { ColourTags, Rational, SoundProbe, VideoProbe } from './video-probe.ts';

/** The fields of ffprobe's streams that are read. */
export interface ProbedStream {
  index?: number;
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

/** The fields of ffprobe's answer that are read. */
export interface Probed {
  streams?: ProbedStream[];
  format?: { format_name?: string; start_time?: string; duration?: string };
}

/** Degrees by which a quarter turn may be missed, as ffmpeg has it. */
const TOLERATED_DEGREES = 1;

/** The properties of a file's video stream; its first sound belongs to it. */
export function toVideoProbe(
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
    stream: video.index ?? 0,
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

/** Degrees clockwise. ffmpeg keeps the picture's size, and turns the picture in it, where it is no quarter turn. */
function rotationOf({ side_data_list = [], tags = {} }: ProbedStream): number {
  // The display matrix counts anticlockwise, the older tag clockwise.
  const matrix = side_data_list.find((data) => data.rotation !== undefined)?.rotation;
  const clockwise = matrix === undefined ? Number(tags.rotate ?? 0) : -matrix;
  const quarters = Math.round(clockwise / 90) * 90;
  return Math.abs(clockwise - quarters) > TOLERATED_DEGREES ? 0 : ((quarters % 360) + 360) % 360;
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
