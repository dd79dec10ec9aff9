/** The properties of a video. */

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
  /** Its stream's index in the file: the first of moving pictures, which a cover's picture may precede. */
  stream: number;
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
