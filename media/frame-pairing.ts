/** Brings decoded frames and their times together, which ffmpeg gives on two ways. */
import { Readable } from 'node:stream';
import { AscendingTimes } from './ascending-times.ts';
import type { DecodedFrame, DecodeRequest } from './frame-decoder.ts';
import type { FrameMark, FramePlace } from './frame-mark.ts';
import type { FrameBuffer } from './frame-reader.ts';
import { isSelected, isWithin } from './frame-selection.ts';
import type { FrameTable } from './frame-table.ts';

/** Decoding began in the middle, and a frame came that does not fit what is known: begin at the start. */
export class FrameUnknown extends Error {
  override readonly name = 'FrameUnknown';
}

/** A frame whose pixels come down the pipe. */
interface Piped extends Omit<FramePlace, 'time'> {
  /** Seconds as the container counts them; NaN where it gives none. */
  containerTime: number;
  /** After a seek every frame of the range comes, since ffmpeg does not know their indices. */
  asked: boolean;
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
  /** Whether the frame after which the wanted ones begin has not come yet. */
  isLeadIn: boolean;
  readonly #request: DecodeRequest<B>;
  readonly #piped: Piped[] = [];
  readonly #buffers: B[] = [];
  readonly #times: AscendingTimes;
  /** Frames that ffmpeg's filters have counted, by which they choose every n-th. */
  #counted = 0;
  /** Index of the frame before by the table; undefined at the first. */
  #indexBefore: number | undefined;

  constructor(request: DecodeRequest<B>) {
    this.#request = request;
    this.isLeadIn = request.start?.after !== undefined;
    this.#indexBefore = request.start?.after?.index;
    this.#times = new AscendingTimes(request.probe, request.start?.after?.time);
    // Who has stopped to iterate need not be told.
    this.frames.on('error', () => {});
  }

  /** Takes the time of the next decoded frame. */
  takeTime(pts: number, time: number): void {
    this.decoded += 1;
    this.#counted += 1;
    const after = this.#request.start?.after;
    if (after === undefined || !this.isLeadIn) this.#takeWanted(pts, time, after);
    else this.#lookFor(after, pts, time);
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
    if (this.isLeadIn) this.fail(new FrameUnknown('The frame to go on from did not come.'));
    if (!this.frames.destroyed) this.frames.push(null);
  }

  /** Counting goes on from the frame that was sought as if all before it had been counted here. */
  #lookFor({ pts: sought, decoded, counted }: FrameMark, pts: number, time: number): void {
    if (pts < sought) return;
    if (pts !== sought) this.fail(new FrameUnknown(`No frame before ${time} s is the one to go on from.`));
    this.decoded = decoded;
    this.#counted = counted;
    this.isLeadIn = false;
  }

  #takeWanted(pts: number, time: number, after: FrameMark | undefined): void {
    const { selection, probe, start } = this.#request;
    const byTable = start?.indexing === 'table';
    const index = byTable ? this.#indexIn(start.table, pts) : this.decoded - 1;
    const fits = index >= 0 && (after === undefined || pts > after.pts);
    if (!fits) this.fail(new FrameUnknown(`A frame at ${time} s does not fit what is known.`));
    const asked = isSelected(selection, probe.origin, { index: byTable ? index : this.#counted - 1, time });
    // ffmpeg chooses by its own count, unless it was made to seek.
    const isPiped = start === undefined ? asked : isWithin(selection, probe.origin, time);
    const place = { index, pts, containerTime: time, decoded: this.decoded, counted: this.#counted };
    if (isPiped) this.#piped.push({ ...place, asked });
    this.#emit();
  }

  /** Index by the table; -1 when the table does not know the frame, or has others between it and the one before. */
  #indexIn(table: FrameTable, pts: number): number {
    const index = indexOf(table, pts);
    const follows = this.#indexBefore === undefined || index === this.#indexBefore + 1;
    this.#indexBefore = index;
    return follows ? index : -1;
  }

  #emit(): void {
    while (this.#piped.length > 0 && this.#buffers.length > 0) {
      const piped = this.#piped.shift() as Piped;
      const buffer = this.#buffers.shift() as B;
      if (this.frames.destroyed || !piped.asked) this.#request.release(buffer);
      else this.frames.push(this.#frame(piped, buffer));
    }
  }

  #frame({ containerTime, asked: _, ...piped }: Piped, buffer: B): DecodedFrame<B> {
    const time = this.#times.next(containerTime);
    const place = this.#times.isPlain ? { ...piped, time } : undefined;
    return { index: piped.index, time, place, buffer };
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
