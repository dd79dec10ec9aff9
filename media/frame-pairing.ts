/** Brings decoded frames and their times together, which ffmpeg gives on two ways. */
import { Readable } from 'node:stream';
import type { DecodedFrame, DecodeRequest } from './frame-decoder.ts';
import { isSelected, isWithin } from './frame-selection.ts';
import type { FrameBuffer } from './frame-sink.ts';
import type { FrameTable } from './frame-table.ts';

/** Seconds of the shortest step between two frames: one of mediabunny's ticks for video. */
const SHORTEST_STEP = 1 / 57_600;
/** Seconds by which a time must lie before the last one to be a clock that fell back, not an unsteady one. */
const CLOCK_FELL_BACK = 0.5;

/** Decoding began in the middle, and the frame table does not know a frame that came: begin at the start. */
export class FrameUnknown extends Error {
  override readonly name = 'FrameUnknown';
}

/** Pairs frames with their times, and keeps those that are selected. */
export class FramePairing<B extends FrameBuffer> {
  /** Selected frames (`DecodedFrame`), as soon as both pixels and time are there. */
  readonly frames = new Readable({
    objectMode: true,
    highWaterMark: Number.MAX_SAFE_INTEGER,
    read: () => {},
  });
  /** Frames decoded so far, selected or not. */
  decoded = 0;
  readonly #request: DecodeRequest<B>;
  readonly #times: { index: number; time: number }[] = [];
  readonly #buffers: B[] = [];
  /** Frames that ffmpeg's filters have counted, by which they choose every n-th. */
  #counted = 0;
  #lastTime = Number.NEGATIVE_INFINITY;
  /** Seconds added since the container's clock fell back. */
  #shift = 0;

  constructor(request: DecodeRequest<B>) {
    this.#request = request;
    // Who has stopped to iterate need not be told.
    this.frames.on('error', () => {});
  }

  /** Takes the time of the next decoded frame. */
  takeTime(pts: number, time: number): void {
    const { selection, probe, start } = this.#request;
    const index = start === undefined ? this.decoded : indexOf(start.table, pts);
    const counted = this.#counted;
    this.decoded += 1;
    this.#counted += 1;
    if (index < 0) this.fail(new FrameUnknown(`A frame at ${time} s is not in the frame table.`));
    const piped =
      start === undefined
        ? isSelected(selection, probe.origin, { index: counted, time })
        : isWithin(selection, probe.origin, time);
    if (piped) this.#times.push({ index, time });
    this.#emit();
  }

  /** ffmpeg's filters count frames from 0 again, and so the stride begins again. */
  restart(): void {
    this.#counted = 0;
  }

  /** Takes the next frame's pixels. */
  readonly takeBuffer = (buffer: B): void => {
    this.#buffers.push(buffer);
    this.#emit();
  };

  /** What comes next cannot be trusted: whoever iterates is told. */
  fail(error: Error): void {
    this.frames.destroy(error);
  }

  /** Nothing more comes. */
  end(): void {
    for (const buffer of this.#buffers.splice(0)) this.#request.release(buffer);
    if (!this.frames.destroyed) this.frames.push(null);
  }

  #emit(): void {
    while (this.#times.length > 0 && this.#buffers.length > 0) {
      const { index, time } = this.#times.shift() as { index: number; time: number };
      const buffer = this.#buffers.shift() as B;
      if (this.frames.destroyed || this.#isUnasked(index)) this.#request.release(buffer);
      else
        this.frames.push({
          index,
          time: this.#ascending(time - this.#request.probe.origin),
          buffer,
        } satisfies DecodedFrame<B>);
    }
  }

  /** After a seek every frame of the range comes, since only the table knows the indices. */
  #isUnasked(index: number): boolean {
    const { start, selection } = this.#request;
    return start !== undefined && index % selection.stride !== 0;
  }

  /**
   * Frames without a time follow at the average rate, equal times are set apart, and where a container's clock
   * falls back (joined recordings) the frames go on as if it had not.
   */
  #ascending(time: number): number {
    const { num, den } = this.#request.probe.frameRate;
    const next = this.#lastTime + den / num;
    if (time + this.#shift < this.#lastTime - CLOCK_FELL_BACK) this.#shift = next - time;
    const known = Number.isNaN(time) ? Math.max(0, next) : time + this.#shift;
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
