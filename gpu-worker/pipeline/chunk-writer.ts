/** Writes the products of chunks: a part of the predictions and a segment of the drawn video each. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import { encodeSegment, type SegmentEncoder, type SegmentFormat } from '../../media/segment-encoder.ts';
import type { PooledFrame } from '../frames/frame-pool.ts';
import type { FinishedChunk } from './finished-chunk.ts';

/** The files of a chunk, as `FinishedChunk` has them. */
export type ChunkFiles = Pick<FinishedChunk, 'predictions' | 'segment'>;

/** A frame that is done. */
export interface DoneFrame {
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
  readonly #files: ChunkFiles;
  readonly #lines: WriteStream;
  readonly #encoder: SegmentEncoder | undefined;
  readonly #release: (buffer: PooledFrame) => void;
  #lastWrite: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  private constructor(files: ChunkFiles, encoder: SegmentEncoder | undefined, options: ChunkWriterOptions) {
    this.#files = files;
    this.#lines = createWriteStream(files.predictions);
    this.#encoder = encoder;
    this.#release = options.release;
    this.#lines.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  /** Begins a chunk. @param ordinal its place among the video's chunks, which names its files. */
  static async begin(ordinal: number, options: ChunkWriterOptions): Promise<ChunkWriter> {
    const { folder, format, programs } = options;
    const predictions = join(folder, `chunk-${ordinal}.ndjson`);
    if (format === undefined) return new ChunkWriter({ predictions }, undefined, options);
    const segment = join(folder, `chunk-${ordinal}.mp4`);
    const encoder = await encodeSegment(segment, format, programs);
    return new ChunkWriter({ predictions, segment }, encoder, options);
  }

  /**
   * Takes a frame. Resolves when the frame before has left, so that drawing runs beside the encoder.
   *
   * @throws Error when the encoder has died, or the disk is full.
   */
  async add({ line, buffer }: DoneFrame): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#lines.write(`${line}\n`);
    const before = this.#lastWrite;
    const written = this.#encoder?.write(buffer.bytes) ?? Promise.resolve();
    this.#lastWrite = written.finally(() => this.#release(buffer));
    // The failure is told by the next frame, or by the end.
    this.#lastWrite.catch(() => {});
    await before;
  }

  /** Ends the chunk. @throws Error when the encoder failed, or the disk is full. */
  async finish(): Promise<ChunkFiles> {
    this.#lines.end();
    await this.#lastWrite;
    await Promise.all([this.#encoder?.finish(), finished(this.#lines)]);
    return this.#files;
  }

  /** Drops the chunk. */
  stop(): void {
    this.#lines.destroy();
    this.#encoder?.stop();
  }
}
