/** Cuts a stream of raw bytes into frames, each in a buffer that the receiver lends. */
import { Writable } from 'node:stream';

/** A buffer for one frame, lent by a pool. */
export interface FrameBuffer {
  bytes: Buffer;
}

/** Bytes that may wait for a free buffer before ffmpeg is held back. */
const WAITING_BYTES = 1 << 20;

/** Where frames go. */
export interface FrameReceiver<B extends FrameBuffer> {
  /** Lends a free buffer; as long as this waits, ffmpeg waits. */
  acquire(): Promise<B>;
  /** Takes a filled buffer. */
  onFrame(buffer: B): void;
}

/** A writable stream for raw frames of a fixed size in bytes. */
export class FrameSink<B extends FrameBuffer> extends Writable {
  readonly #frameBytes: number;
  readonly #receiver: FrameReceiver<B>;
  #buffer: B | undefined;
  #filled = 0;

  constructor(frameBytes: number, receiver: FrameReceiver<B>) {
    // fluent-ffmpeg takes the close of its output for a caller who has gone, and kills ffmpeg.
    super({ highWaterMark: WAITING_BYTES, emitClose: false });
    this.#frameBytes = frameBytes;
    this.#receiver = receiver;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#fill(chunk, 0, done);
  }

  #fill(chunk: Buffer, from: number, done: (error?: Error | null) => void): void {
    let offset = from;
    while (offset < chunk.length) {
      if (this.#buffer === undefined) {
        this.#receiver.acquire().then((buffer) => {
          this.#buffer = buffer;
          this.#fill(chunk, offset, done);
        }, done);
        return;
      }
      offset += this.#take(chunk, offset, this.#buffer);
    }
    done();
  }

  /** Copies what fits into the frame; answers the number of bytes. */
  #take(chunk: Buffer, offset: number, buffer: B): number {
    const wanted = Math.min(this.#frameBytes - this.#filled, chunk.length - offset);
    chunk.copy(buffer.bytes, this.#filled, offset, offset + wanted);
    this.#filled += wanted;
    if (this.#filled === this.#frameBytes) {
      this.#filled = 0;
      this.#buffer = undefined;
      this.#receiver.onFrame(buffer);
    }
    return wanted;
  }
}
