/** Decodes a video into I420 frames that know their index in the source and their time. */
import { Readable } from 'node:stream';
import { type FfmpegPrograms, ffmpegCommand, findFfmpegPrograms } from './ffmpeg.ts';
import { type FfmpegEnd, type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts';
import { passthroughOptions } from './ffmpeg-version.ts';
import { FrameLog } from './frame-log.ts';
import { type FrameSelection, isSelected, isWithin, selectExpression } from './frame-selection.ts';
import { type FrameBuffer, FrameSink } from './frame-sink.ts';
import type { FrameTable } from './frame-table.ts';
import type { VideoProbe } from './probe.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** A selected frame. */
export interface DecodedFrame<B extends FrameBuffer> {
  /** Index in the source, from 0. */
  index: number;
  /** Seconds since the video's zero (`VideoProbe.origin`), strictly ascending. */
  time: number;
  buffer: B;
}

/** Where decoding begins other than at the start. */
export interface DecodeStart {
  table: FrameTable;
  /** Index of the keyframe to begin at. */
  keyframe: number;
}

/** What to decode. */
export interface DecodeRequest<B extends FrameBuffer> {
  file: string;
  probe: VideoProbe;
  /** Size of the frames in pixels, both even; see `evenSize`. */
  width: number;
  height: number;
  selection: FrameSelection;
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

/** A decoder at work: iterate over `frames`, then await `report`. */
export interface FrameDecoder<B extends FrameBuffer> {
  frames: AsyncIterable<DecodedFrame<B>>;
  report: Promise<DecodeReport>;
  /** Ends it at once. */
  stop(): void;
}

/** Ticks of the shortest step between two frames: mediabunny's time scale for video, 57600 a second. */
const SHORTEST_STEP = 1 / 57_600;

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
  const pairing = new Pairing(request);
  const log = new FrameLog(pairing.takeTime);
  const sink = new FrameSink((request.width * request.height * 3) / 2, {
    acquire: request.acquire,
    onFrame: pairing.takeBuffer,
  });
  const process = await startFfmpeg(await decodeCommand(request), { output: sink, onLine: log.take });
  const report = finishReport(process, sink, pairing, log);
  return { frames: pairing.frames, report, stop: process.kill };
}

async function finishReport<B extends FrameBuffer>(
  process: FfmpegProcess,
  sink: FrameSink<B>,
  pairing: Pairing<B>,
  log: FrameLog,
): Promise<DecodeReport> {
  const end = await process.ended;
  if (end.ok && !sink.writableFinished) await new Promise((resolve) => sink.once('finish', resolve));
  pairing.end();
  return { decoded: pairing.decoded, complaints: log.complaints, complaintCount: log.complaintCount, end };
}

async function decodeCommand<B extends FrameBuffer>(request: DecodeRequest<B>) {
  const programs = request.programs ?? findFfmpegPrograms();
  return ffmpegCommand(programs)
    .input(inputName(request.file))
    .inputOptions(['-nostdin', '-nostats', '-loglevel', 'level+info', '-copyts', ...seekOptions(request)])
    .inputOptions([...UNTRUSTED_INPUT])
    .complexFilter(filterGraph(request))
    .outputOptions(['-map', '[frames]', ...(await passthroughOptions(programs)), '-f', 'rawvideo']);
}

/** Begins at a keyframe; what lies between it and the frames asked for is decoded and dropped. */
function seekOptions<B extends FrameBuffer>({ start, probe }: DecodeRequest<B>): string[] {
  if (start === undefined) return [];
  const pts = start.table.pts[start.keyframe] ?? 0;
  const seconds = (pts * probe.timeBase.num) / probe.timeBase.den - probe.startTime;
  return ['-noaccurate_seek', '-ss', seconds.toFixed(6)];
}

/**
 * One branch tells each frame's time (on a tiny copy, since `showinfo` computes checksums), the other carries
 * the selected frames. ffmpeg itself puts the rotation in front.
 */
function filterGraph<B extends FrameBuffer>({
  probe,
  width,
  height,
  selection,
  start,
}: DecodeRequest<B>): string {
  const select = selectExpression(selection, probe.origin, { byIndex: start === undefined });
  const pad = width !== probe.width || height !== probe.height ? [`pad=${width}:${height}`] : [];
  const chain = [
    ...(select === undefined ? [] : [`select='${select}'`]),
    `scale=${probe.width}:${probe.height}:out_range=tv`,
    ...pad,
    'format=yuv420p',
  ];
  return `[0:v:0]split[told][used];[told]scale=16:16:flags=neighbor,showinfo,nullsink;[used]${chain.join(',')}[frames]`;
}

/** Brings frames and their times together, which ffmpeg gives on two ways. */
class Pairing<B extends FrameBuffer> {
  readonly frames = new Readable({
    objectMode: true,
    highWaterMark: Number.MAX_SAFE_INTEGER,
    read: () => {},
  });
  decoded = 0;
  readonly #request: DecodeRequest<B>;
  readonly #times: { index: number; time: number }[] = [];
  readonly #buffers: B[] = [];
  #lastTime = Number.NEGATIVE_INFINITY;

  constructor(request: DecodeRequest<B>) {
    this.#request = request;
  }

  /** Takes the time of the next decoded frame. */
  readonly takeTime = (pts: number, time: number): void => {
    const { selection, probe, start } = this.#request;
    const index = start === undefined ? this.decoded : indexOf(start.table, pts);
    this.decoded += 1;
    const piped =
      start === undefined
        ? isSelected(selection, probe.origin, { index, time })
        : isWithin(selection, probe.origin, time);
    if (piped) this.#times.push({ index, time });
    this.#emit();
  };

  /** Takes the next frame's pixels. */
  readonly takeBuffer = (buffer: B): void => {
    this.#buffers.push(buffer);
    this.#emit();
  };

  /** Nothing more comes. */
  end(): void {
    for (const buffer of this.#buffers.splice(0)) this.#request.release(buffer);
    this.frames.push(null);
  }

  #emit(): void {
    while (this.#times.length > 0 && this.#buffers.length > 0) {
      const { index, time } = this.#times.shift() as { index: number; time: number };
      const buffer = this.#buffers.shift() as B;
      if (index < 0 || index % this.#request.selection.stride !== 0) this.#request.release(buffer);
      else this.frames.push({ index, time: this.#ascending(time - this.#request.probe.origin), buffer });
    }
  }

  /** Frames without a time follow at the average rate; equal times are set apart. */
  #ascending(time: number): number {
    const { num, den } = this.#request.probe.frameRate;
    const known = Number.isNaN(time) ? Math.max(0, this.#lastTime + den / num) : time;
    this.#lastTime = Math.max(known, this.#lastTime + SHORTEST_STEP);
    return this.#lastTime;
  }
}

/** Index of the frame with these ticks; -1 when the table does not know it. */
function indexOf({ pts }: FrameTable, ticks: number): number {
  let low = 0;
  let high = pts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pts[middle] as number) < ticks) low = middle + 1;
    else high = middle;
  }
  return pts[low] === ticks ? low : -1;
}
