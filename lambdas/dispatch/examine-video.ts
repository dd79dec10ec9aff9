/** What a video's header says of it: size of the picture and duration, without a byte of its pictures. */
import {
  CustomSource,
  Input,
  type InputVideoTrack,
  IsobmffInputFormat,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  MPEG_TS,
  MpegTsInputFormat,
  QTFF,
  WEBM,
} from 'mediabunny';
import { type ByteSource, movieSeconds } from './movie-seconds.ts';

// What it has to say of odd streams would stand in the function's log as lines that are no JSON; what counts is thrown.
Logging.level = LogLevel.Errors;

/**
 * Containers that are understood. Playlists are not among them on purpose: they name other files, and whoever wrote them
 * would choose what is fetched.
 */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];
/** Files with more video tracks than this are left to the worker. */
const MOST_TRACKS = 8;

/** What a header says; what it does not say is absent. */
export interface VideoFacts {
  /** Size of the file. */
  bytes: number;
  /** Of the smallest picture, where there are several tracks: the worker takes one of them. */
  width?: number;
  height?: number;
  /** Of the shortest track. */
  seconds?: number;
}

/**
 * Reads the header.
 *
 * @param longSeconds from this duration on it is worth the reading of whole indexes to be sure.
 * @throws Error of any kind for what is no video, is damaged, or asks for too much.
 */
export async function examineVideo(file: ByteSource, longSeconds: number): Promise<VideoFacts> {
  const source = new CustomSource({
    getSize: () => file.bytes,
    read: (start, end) => file.read(start, end),
    prefetchProfile: 'network',
    // What failed ahead of time is told again by the read that needs it.
    handleUnhandledError: () => undefined,
  });
  using input = new Input({ formats: FORMATS, source });
  const tracks = await input.getVideoTracks();
  if (tracks.length === 0 || tracks.length > MOST_TRACKS) return { bytes: file.bytes };
  const seconds = await secondsOf(file, input, tracks, longSeconds);
  return { bytes: file.bytes, ...(await smallestOf(tracks)), ...(seconds === undefined ? {} : { seconds }) };
}

async function smallestOf(tracks: readonly InputVideoTrack[]): Promise<{ width: number; height: number }> {
  const sizes = await Promise.all(
    tracks.map(async (track) => ({
      width: await track.getCodedWidth(),
      height: await track.getCodedHeight(),
    })),
  );
  return sizes.reduce((least, size) =>
    size.width * size.height < least.width * least.height ? size : least,
  );
}

/**
 * The film's own header is read first, which knows of edit lists; the tracks' only if it says that the film is long, since
 * another track, such as the sound, may be what is long. Transport streams tell no duration but by their last packets.
 */
async function secondsOf(
  file: ByteSource,
  input: Input,
  tracks: readonly InputVideoTrack[],
  longSeconds: number,
): Promise<number | undefined> {
  const format = await input.getFormat();
  if (format instanceof MpegTsInputFormat) return undefined;
  const whole = format instanceof IsobmffInputFormat ? await movieSeconds(file) : undefined;
  if (whole !== undefined && whole < longSeconds) return whole;
  const each = await Promise.all(tracks.map((track) => trackSeconds(track)));
  const known = [whole, ...each].filter((seconds) => seconds !== undefined && Number.isFinite(seconds));
  return each.includes(undefined) ? undefined : Math.min(...(known as number[]));
}

/** Of a film in fragments the last one tells. */
async function trackSeconds(track: InputVideoTrack): Promise<number | undefined> {
  const told = (await track.getDurationFromMetadata()) ?? (await track.computeDuration());
  return told > 0 ? told : undefined;
}
