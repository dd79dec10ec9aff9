/** A fixed number of buffers for frames, shared with the threads that run models. */
import { availableParallelism } from 'node:os';
import type { FrameBuffer } from '../../media/frame-reader.ts';
import { FrameMemory } from './frame-memory.ts';

/** A frame's memory. */
export interface PooledFrame extends FrameBuffer {
  /** Number within the pool. */
  slot: number;
  /** The memory behind `bytes`, which threads see as well; it may be longer. */
  shared: SharedArrayBuffer;
}

/** Memory that frames may take, unless that is too little for the threads. */
const POOL_BYTES = 192 * 1024 * 1024;
/** Frames on their way beside those in inference: one being read, one drawn, two on their way to the encoder. */
const FRAMES_BESIDE_THREADS = 4;

/**
 * How many frames of this size are held at once.
 *
 * @param atOnce frames that are looked at side by side.
 * @param inReach frames among which there is always work for all threads: where a thread takes seven in a row, two need
 * fourteen, or the second waits for the eighth.
 */
export function poolSize(frameBytes: number, atOnce = availableParallelism(), inReach = atOnce): number {
  const least = atOnce + 2;
  const wanted = inReach + atOnce + FRAMES_BESIDE_THREADS;
  return Math.max(least, Math.min(wanted, Math.floor(POOL_BYTES / frameBytes)));
}

/** Lends buffers; who asks when all are lent waits, and that is what keeps memory bounded. */
export class FramePool {
  readonly #free: PooledFrame[];
  readonly #pieces: readonly SharedArrayBuffer[];
  readonly #memory: FrameMemory;
  readonly #waiting: ((frame: PooledFrame) => void)[] = [];

  /** @param size number of buffers. @param frameBytes bytes of each. @param memory what their memory is taken from. */
  constructor(size: number, frameBytes: number, memory = new FrameMemory()) {
    this.#memory = memory;
    this.#pieces = memory.take(size, frameBytes);
    this.#free = this.#pieces.map((shared, slot) => ({
      slot,
      shared,
      bytes: Buffer.from(shared, 0, frameBytes),
    }));
  }

  /** A free buffer, as soon as there is one. */
  readonly acquire = (): Promise<PooledFrame> => {
    const frame = this.#free.pop();
    return frame === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(frame);
  };

  /** Gives a buffer back. */
  readonly release = (frame: PooledFrame): void => {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(frame);
    else next(frame);
  };

  /** Gives the memory back: only when nobody holds a buffer any more. */
  close(): void {
    this.#memory.giveBack(this.#pieces);
  }
}
