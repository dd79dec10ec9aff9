/** What a video is, read from its header and its first packets. */
import { PosefleetError } from '../core/errors.ts';
import { ffprobeLines, type ProbeOptions } from './ffprobe-lines.ts';
import { type Probed, type ProbedStream, toVideoProbe } from './probed-stream.ts';
import type { VideoProbe } from './video-probe.ts';

export type { ColourTags, Rational, SoundProbe, VideoProbe } from './video-probe.ts';

/** Wider or higher videos are refused. */
export const MAX_SIDE = 8192;
const PROBE_SECONDS = 60;
const DESCRIPTION = ['-show_streams', '-show_format', '-of', 'json'];

/**
 * Probes a video file.
 *
 * @throws PosefleetError `video_unreadable` when it holds no moving picture, `too_large` when it is larger than
 * `MAX_SIDE` in either direction. @throws as `ffprobeLines` does.
 */
export async function probeVideo(file: string, options: ProbeOptions = {}): Promise<VideoProbe> {
  const { streams = [], format = {} } = await runProbe(file, options);
  const names = format.format_name ?? '';
  if (isStill(names)) throw unreadable('The file is a still image, not a video.');
  const video = streams.find(isMovingPicture);
  if (video === undefined) throw unreadable(reasonWithout(streams));
  const probe = toVideoProbe(
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

/** Runs ffprobe for a description of the file; a file that it cannot open, or gives up on, gives an empty one. */
async function runProbe(file: string, { programs, signal }: ProbeOptions): Promise<Probed> {
  const timeout = AbortSignal.timeout(PROBE_SECONDS * 1000);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  let text = '';
  try {
    for await (const line of ffprobeLines(file, DESCRIPTION, { programs, signal: either })) text += line;
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) throw unreadable(`The video could not be examined within ${PROBE_SECONDS} s.`);
    throw error;
  }
  return parsed(text);
}

/** Of a file whose streams it cannot tell apart ffprobe writes the beginning of an answer, and ends with an error. */
function parsed(text: string): Probed {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
