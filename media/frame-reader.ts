/** Cuts a pipe of raw bytes into frames, each in a buffer that the receiver lends. */
import type { Readable } from 'node:stream';
import { type LeanPipe, readLean } from './lean-pipe.ts';

/** A buffer for one frame, lent by a pool. */
export interface FrameBuffer {
  bytes: Buffer;
}

/** Bytes of one read at most: more than a pipe holds. */
const READ_BYTES = 1 << 18;

/** Where frames go. */
export interface FrameReceiver<B extends FrameBuffer> {
  /** Lends a free buffer; as long as this waits, ffmpeg waits. */
  acquire(): Promise<B>;
  /** Takes a filled buffer. */
  onFrame(buffer: B): void;
  /** Takes a buffer back that is not needed any more. */
  release(buffer: B): void;
}

/** Reads raw frames of a fixed size in bytes. */
export class FrameReader<B extends FrameBuffer> {
  /** Resolves when the last frame has been handed over, or `stop` was called; rejects when no buffer could be lent. */
  readonly finished: Promise<void>;
  readonly #frameBytes: number;
  readonly #receiver: FrameReceiver<B>;
  readonly #bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  /** What has been read and not been copied yet. */
  #from = 0;
  #end = 0;
  #buffer: B | undefined;
  #filled = 0;
  #pipe: LeanPipe | undefined;
  #stopped = false;
  #finish: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(frameBytes: number, receiver: FrameReceiver<B>) {
    this.#frameBytes = frameBytes;
    this.#receiver = receiver;
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    // Whoever has stopped does not wait for it.
    this.finished.catch(() => {});
  }

  /** Begins to read a child's output, of which nothing has been read yet. */
  readonly read = (pipe: Readable): void => {
    this.#pipe = readLean(pipe, this.#bytes, (count) => this.#take(count));
    void this.#pipe.closed.then(this.#finish);
  };

  /** Reads nothing more. A frame that is not whole is given up. */
  stop(): void {
    this.#stopped = true;
    this.#pipe?.destroy();
    if (this.#buffer !== undefined) this.#receiver.release(this.#buffer);
    this.#buffer = undefined;
  }

  #take(count: number): boolean {
    this.#from = 0;
    this.#end = count;
    return this.#copy();
  }

  /** Copies what was read as far as there are buffers; answers whether that was all. */
  #copy(): boolean {
    while (this.#from < this.#end) {
      if (this.#buffer === undefined) {
        this.#borrow();
        return false;
      }
      this.#from += this.#fill(this.#buffer);
    }
    return true;
  }

  #borrow(): void {
    this.#receiver.acquire().then((buffer) => {
      if (this.#stopped) return this.#receiver.release(buffer);
      this.#buffer = buffer;
      if (this.#copy()) this.#pipe?.resume();
    }, this.#fail);
  }

  /** Copies what fits into the frame; answers the number of bytes. */
  #fill(buffer: B): number {
    const wanted = Math.min(this.#frameBytes - this.#filled, this.#end - this.#from);
    this.#bytes.copy(buffer.bytes, this.#filled, this.#from, this.#from + wanted);
    this.#filled += wanted;
    if (this.#filled === this.#frameBytes) {
      this.#filled = 0;
      this.#buffer = undefined;
      this.#receiver.onFrame(buffer);
    }
    return wanted;
  }
}
