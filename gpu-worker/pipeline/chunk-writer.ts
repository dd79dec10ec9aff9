/** Writes the products of chunks: a part of the predictions and a segment of the drawn video each. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import { encodeSegment, type SegmentEncoder, type SegmentFormat } from '../../media/segment-encoder.ts';
import type { PooledFrame } from '../frames/frame-pool.ts';

/** A finished chunk's files and its frames. */
export interface FinishedChunk {
  number: number;
  /** Lines of predictions, one a frame, without brackets and commas between. */
  predictions: string;
  /** Segment of the drawn video; absent when nothing is drawn. */
  segment?: string;
  /** Times of the chunk's frames in seconds. */
  times: number[];
}

/** A frame that is done. */
export interface DoneFrame {
  time: number;
  /** Its text in the predictions. */
  line: string;
  buffer: PooledFrame;
}

/** Where and how chunks are written. */
export interface ChunkWriterOptions {
  folder: string;
  /** Format of the drawn video; undefined when nothing is drawn. */
  format: SegmentFormat | undefined;
  programs: FfmpegPrograms;
  /** Takes a frame's buffer back when nothing needs it any more. */
  release(buffer: PooledFrame): void;
}

/** Writes one chunk. Frames are handed over in order. */
export class ChunkWriter {
  readonly #chunk: FinishedChunk;
  readonly #lines: WriteStream;
  readonly #encoder: SegmentEncoder | undefined;
  readonly #release: (buffer: PooledFrame) => void;
  #lastWrite: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  private constructor(
    chunk: FinishedChunk,
    encoder: SegmentEncoder | undefined,
    options: ChunkWriterOptions,
  ) {
    this.#chunk = chunk;
    this.#lines = createWriteStream(chunk.predictions);
    this.#encoder = encoder;
    this.#release = options.release;
    this.#lines.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  /** Begins a chunk. */
  static async begin(number: number, options: ChunkWriterOptions): Promise<ChunkWriter> {
    const { folder, format, programs } = options;
    const predictions = join(folder, `chunk-${number}.ndjson`);
    if (format === undefined) return new ChunkWriter({ number, predictions, times: [] }, undefined, options);
    const segment = join(folder, `chunk-${number}.mp4`);
    const encoder = await encodeSegment(segment, format, programs);
    return new ChunkWriter({ number, predictions, segment, times: [] }, encoder, options);
  }

  /**
   * Takes a frame. Resolves when the frame before has left, so that drawing runs beside the encoder.
   *
   * @throws Error when the encoder has died, or the disk is full.
   */
  async add({ time, line, buffer }: DoneFrame): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#chunk.times.push(time);
    this.#lines.write(`${line}\n`);
    const before = this.#lastWrite;
    const written = this.#encoder?.write(buffer.bytes) ?? Promise.resolve();
    this.#lastWrite = written.finally(() => this.#release(buffer));
    // The failure is told by the next frame, or by the end.
    this.#lastWrite.catch(() => {});
    await before;
  }

  /** Ends the chunk. @throws Error when the encoder failed, or the disk is full. */
  async finish(): Promise<FinishedChunk> {
    this.#lines.end();
    await this.#lastWrite;
    await Promise.all([this.#encoder?.finish(), finished(this.#lines)]);
    return this.#chunk;
  }

  /** Drops the chunk. */
  stop(): void {
    this.#lines.destroy();
    this.#encoder?.stop();
  }
}
