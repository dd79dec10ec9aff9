/**
 * Walks the wire format of protocol buffers in a file of any size: fields that nobody asks for are passed over without
 * being read, so that gigabytes of weights cost nothing.
 * https://protobuf.dev/programming-guides/encoding
 */
import type { FileHandle } from 'node:fs/promises';
import { NotOnnx } from './not-onnx.ts';

/** Wire types. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A field: a number for `varint`; for `bytes` where its content lies. */
export interface Field {
  number: number;
  wire: number;
  /** Of a varint: its value, exact below 2^53. Undefined for negative numbers, which take all ten bytes. */
  value?: number;
  /** Where the content lies in the file. */
  content: Span;
}

/** Part of a file: from the byte at `start` up to, and without, the one at `end`. */
export interface Span {
  start: number;
  end: number;
}

/** Bytes that are read at once. */
const WINDOW = 64 * 1024;
const MOST_VARINT_BYTES = 10;
/** Names and the like; longer ones are a sign that this is something else. */
const LONGEST_TEXT = 64 * 1024;

/** A file that is read in windows. */
export class WireReader {
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #window = Buffer.alloc(WINDOW);
  #windowStart = 0;
  #windowEnd = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** The file as a whole. */
  get whole(): Span {
    return { start: 0, end: this.#size };
  }

  /** The fields of a message, in the order of the file. @throws NotOnnx when they make no sense. */
  async *fields({ start, end }: Span): AsyncGenerator<Field> {
    let at = start;
    while (at < end) {
      const tag = await this.#varint(at, end);
      const number = Math.floor((tag.value ?? 0) / 8);
      const wire = (tag.value ?? 0) % 8;
      if (number === 0) throw new NotOnnx(`is damaged: there is no field of number 0 (at byte ${at})`);
      const field = await this.#content({ number, wire }, tag.next, end);
      yield field;
      at = field.content.end;
    }
  }

  /** The text at a place. */
  async text({ start, end }: Span): Promise<string> {
    if (end - start > LONGEST_TEXT) throw new NotOnnx(`is damaged: a name of ${end - start} bytes`);
    const bytes = Buffer.alloc(end - start);
    for (let at = start; at < end; ) {
      const part = await this.#bytesAt(at);
      at += part.copy(bytes, at - start);
    }
    return bytes.toString('utf8');
  }

  async #content(tag: Pick<Field, 'number' | 'wire'>, at: number, end: number): Promise<Field> {
    if (tag.wire === WIRE.varint) {
      const { value, next } = await this.#varint(at, end);
      return { ...tag, ...(value !== undefined && { value }), content: { start: at, end: next } };
    }
    const { start, length } = await this.#extent(tag.wire, at, end);
    if (start + length <= end) return { ...tag, content: { start, end: start + length } };
    if (start + length > this.#size) {
      throw new NotOnnx(`is cut off: at least ${start + length - this.#size} bytes are missing at its end`);
    }
    throw new NotOnnx(`is damaged: a field at byte ${at} is longer than what holds it`);
  }

  async #extent(wire: number, at: number, end: number): Promise<{ start: number; length: number }> {
    if (wire === WIRE.fixed64) return { start: at, length: 8 };
    if (wire === WIRE.fixed32) return { start: at, length: 4 };
    if (wire !== WIRE.bytes) throw new NotOnnx(`is damaged: an unknown kind of field at byte ${at}`);
    const { value, next } = await this.#varint(at, end);
    if (value === undefined) throw new NotOnnx(`is damaged: a field of impossible length at byte ${at}`);
    return { start: next, length: value };
  }

  async #varint(start: number, end: number): Promise<{ value?: number; next: number }> {
    let value = 0;
    for (let index = 0; index < MOST_VARINT_BYTES; index++) {
      const at = start + index;
      if (at >= end) throw new NotOnnx(at >= this.#size ? 'is cut off' : `is damaged at byte ${at}`);
      const byte = (await this.#bytesAt(at))[0] as number;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { ...(Number.isSafeInteger(value) && { value }), next: at + 1 };
    }
    throw new NotOnnx(`is damaged: a number of more than ${MOST_VARINT_BYTES} bytes at byte ${start}`);
  }

  /** What is at hand from a byte on, at least one. */
  async #bytesAt(at: number): Promise<Buffer> {
    if (at < this.#windowStart || at >= this.#windowEnd) {
      const { bytesRead } = await this.#file.read(this.#window, 0, WINDOW, at);
      if (bytesRead === 0) throw new NotOnnx('is cut off');
      this.#windowStart = at;
      this.#windowEnd = at + bytesRead;
    }
    return this.#window.subarray(at - this.#windowStart, this.#windowEnd - this.#windowStart);
  }
}
