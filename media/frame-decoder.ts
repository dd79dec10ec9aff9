/** Decodes a video into I420 frames that know their index in the source and their time. */
import { decodeCommand } from './decode-command.ts';
import type { FfmpegPrograms } from './ffmpeg.ts';
import { type FfmpegEnd, type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts';
import { FrameLog } from './frame-log.ts';
import type { FrameMark, FramePlace, Indexing } from './frame-mark.ts';
import { FramePairing } from './frame-pairing.ts';
import { type FrameBuffer, FrameReader } from './frame-reader.ts';
import type { FrameSelection } from './frame-selection.ts';
import type { FrameTable } from './frame-table.ts';
import type { Decoding } from './hardware-decoding.ts';
import type { VideoProbe } from './probe.ts';

/** A selected frame. */
export interface DecodedFrame<B extends FrameBuffer> {
  /** Index in the source, from 0. */
  index: number;
  /** Seconds since the video's zero (`VideoProbe.origin`), strictly ascending. */
  time: number;
  /** By which decoding can be taken up after this frame; undefined where its time does not tell it from others. */
  place: FramePlace | undefined;
  buffer: B;
}

/** Where decoding begins other than at the start. */
export interface DecodeStart {
  table: FrameTable;
  /** Index of the keyframe to begin at; 0 for the start of the file. */
  keyframe: number;
  /** How a frame's index is found. */
  indexing: Indexing;
  /** The last frame that is not wanted. Those before it are decoded and dropped; needed to count on. */
  after?: FrameMark;
}

/** What to decode. */
export interface DecodeRequest<B extends FrameBuffer> {
  file: string;
  probe: VideoProbe;
  /** Size of the frames in pixels, both even; see `evenSize`. */
  width: number;
  height: number;
  selection: FrameSelection;
  /** @default software */
  decoding?: Decoding;
  start?: DecodeStart;
  /** Lends a buffer of `width * height * 3 / 2` bytes. */
  acquire(): Promise<B>;
  /** Takes a buffer back that was filled with a frame nobody asked for. */
  release(buffer: B): void;
  programs?: FfmpegPrograms;
}

/** What is known when decoding is over. */
export interface DecodeReport {
  /** Frames decoded, selected or not. */
  decoded: number;
  /** ffmpeg's complaints, the first few. */
  complaints: readonly string[];
  complaintCount: number;
  end: FfmpegEnd;
}

/** What ffmpeg complained of so far. */
export type Complaints = Pick<DecodeReport, 'complaints' | 'complaintCount'>;

/**
 * A decoder at work: iterate over `frames`, then await `report`. The frames end with `FrameUnknown` when decoding
 * began in the middle and the frames turn out not to fit, and with an Error when ffmpeg was ended from outside.
 */
export interface FrameDecoder<B extends FrameBuffer> {
  frames: AsyncIterable<DecodedFrame<B>>;
  report: Promise<DecodeReport>;
  /** Grows while decoding goes on. */
  complaints: Complaints;
  /** Ends it at once. */
  stop(): void;
}

/** 4:2:0 needs even sides: odd ones grow by one pixel. */
export function evenSize({ width, height }: { width: number; height: number }): {
  width: number;
  height: number;
} {
  return { width: width + (width % 2), height: height + (height % 2) };
}

/** Starts to decode. */
export async function decodeFrames<B extends FrameBuffer>(
  request: DecodeRequest<B>,
): Promise<FrameDecoder<B>> {
  const pairing = new FramePairing(request);
  const log = new FrameLog(pairing, request.probe.timeBase, request.start?.after);
  const { width, height, acquire, release } = request;
  const receiver = { acquire, release, onFrame: pairing.takeBuffer };
  const reader = new FrameReader((width * height * 3) / 2, receiver);
  const listeners = { output: reader.read, onLine: log.take };
  const process = await startFfmpeg(await decodeCommand(request), listeners);
  const report = finishReport(process, reader, pairing, log);
  return { frames: pairing.frames, report, complaints: log, stop: process.kill };
}

/** Frames may still wait for free buffers when ffmpeg has ended, well or not. */
async function finishReport<B extends FrameBuffer>(
  process: FfmpegProcess,
  reader: FrameReader<B>,
  pairing: FramePairing<B>,
  log: FrameLog,
): Promise<DecodeReport> {
  reader.finished.catch(process.kill);
  const end = await process.ended;
  if (end.killed) pairing.fail(new Error(`The decoder was ended from outside: ${end.message}`));
  else await reader.finished;
  reader.stop();
  pairing.end();
  return { decoded: pairing.decoded, complaints: log.complaints, complaintCount: log.complaintCount, end };
}
