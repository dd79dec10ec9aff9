/** Joins segments of video and the sound into one MP4, every frame at the time that the source gave it. */
import {
  ALL_FORMATS,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { openSound } from './join-sound.ts';
import type { SegmentFormat } from './segment-encoder.ts';
import { headerHash } from './segment-headers.ts';
import type { Sound } from './sound.ts';

/** A segment and the times of its frames in seconds, ascending. */
export interface Segment {
  file: string;
  times: readonly number[];
}

/** What to join. */
export interface JoinRequest {
  segments: readonly Segment[];
  format: SegmentFormat;
  sound?: Sound;
  /** Time of zero in the source's sound, in seconds. */
  origin: number;
  /** Seconds of sound to keep: from the first to before the second. */
  range: readonly [start: number, end: number];
  file: string;
  /** Ends it: a video of hours takes a while. */
  signal?: AbortSignal | undefined;
}

/**
 * Joins. What was written is of no use when it fails.
 *
 * @throws Error when a segment does not hold as many frames as it has times, or was encoded otherwise; the signal's reason
 */
export async function joinVideo(request: JoinRequest): Promise<void> {
  request.signal?.throwIfAborted();
  const frames = request.segments.reduce((sum, { times }) => sum + times.length, 0);
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'reserve' }),
    target: new FilePathTarget(request.file),
  });
  const video = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(video, { maximumPacketCount: frames });
  try {
    const sound = await openSound(request);
    if (sound !== undefined) output.addAudioTrack(sound.source, { maximumPacketCount: sound.room });
    await output.start();
    await Promise.all([writeVideo(video, request), sound?.write()]);
    await output.finalize();
  } catch (error) {
    // Closes the file, and ends what is still being written.
    await output.cancel();
    throw error;
  }
}

async function writeVideo(
  source: EncodedVideoPacketSource,
  { segments, format, signal }: JoinRequest,
): Promise<void> {
  const headers = new Set<string>();
  for (const [number, { file, times }] of segments.entries()) {
    const after = segments[number + 1]?.times[0];
    const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
    try {
      const track = await videoTrack(input, file);
      // One sample description serves them all; with another, players show nothing but debris.
      if (headers.add(await headerHash(track)).size > 1)
        throw new Error(`${file} has other headers than the segments before it.`);
      await writeSegment(source, track, { times, after, format, file, signal });
    } finally {
      input.dispose();
    }
  }
  source.close();
}

async function writeSegment(
  source: EncodedVideoPacketSource,
  track: InputVideoTrack,
  segment: Segment & { after: number | undefined; format: SegmentFormat; signal: AbortSignal | undefined },
): Promise<void> {
  const rate = segment.format.frameRate.num / segment.format.frameRate.den;
  const decoderConfig = (await track.getDecoderConfig()) ?? undefined;
  const meta =
    decoderConfig === undefined ? undefined : { decoderConfig: withAspect(decoderConfig, segment.format) };
  let count = 0;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    segment.signal?.throwIfAborted();
    const index = Math.round(packet.timestamp * rate);
    const timestamp = segment.times[index];
    if (timestamp === undefined) throw new Error(`${segment.file} holds a frame ${index} without a time.`);
    const next = segment.times[index + 1] ?? segment.after ?? timestamp + 1 / rate;
    await source.add(packet.clone({ timestamp, duration: next - timestamp }), meta);
    count += 1;
  }
  if (count !== segment.times.length) {
    throw new Error(`${segment.file} holds ${count} frames instead of ${segment.times.length}.`);
  }
}

/** Pixels that are not square are told by the size at which the picture is to be shown. */
function withAspect(
  config: VideoDecoderConfig,
  { width, height, pixelAspect }: SegmentFormat,
): VideoDecoderConfig {
  const { num, den } = pixelAspect;
  return num === den
    ? config
    : { ...config, displayAspectWidth: width * num, displayAspectHeight: height * den };
}

async function videoTrack(input: Input, file: string): Promise<InputVideoTrack> {
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error(`${file} holds no video.`);
  return track;
}
