/** Chunk after chunk of a video: one is open at a time, and ends when a frame of the next one comes. */
import assert from 'node:assert/strict';
import type { DecodedFrame, FrameDecoder } from '../../media/frame-decoder.ts';
import type { FramePlace } from '../../media/frame-mark.ts';
import type { PooledFrame } from '../frames/frame-pool.ts';
import { ChunkWriter } from './chunk-writer.ts';
import type { EarlierWork } from './earlier-work.ts';
import type { ChunkFacts, FinishedChunk } from './finished-chunk.ts';
import type { FramePeople, PeopleInOrder } from './people-in-order.ts';
import type { VideoJob } from './video-job.ts';

/** The chunk that is open. */
interface OpenChunk {
  writer: ChunkWriter;
  ordinal: number;
  number: number;
  times: number[];
  instances: number;
  lastIndex: number;
  place: FramePlace | undefined;
}

/** What a sequence is made with. */
export interface SequenceParts {
  job: VideoJob;
  earlier: EarlierWork;
  people: PeopleInOrder;
  decoder: Pick<FrameDecoder<PooledFrame>, 'complaints'>;
  release(buffer: PooledFrame): void;
}

/** Writes the chunks of a video. Frames come in order. */
export class ChunkSequence {
  readonly #parts: SequenceParts;
  readonly #chunks: FinishedChunk[];
  #open: OpenChunk | undefined;
  #isStopped = false;

  constructor(parts: SequenceParts) {
    this.#parts = parts;
    this.#chunks = [...parts.earlier.chunks];
  }

  /** The finished chunks in order, those from before included. */
  get chunks(): FinishedChunk[] {
    return this.#chunks;
  }

  /**
   * Sees to it that the chunk of a frame is open, before anything else is done with the frame: the chunk before ends
   * with what is known by then. @throws Error when that chunk's files cannot be finished, or `stop` was called.
   */
  async enter(index: number): Promise<void> {
    const number = Math.floor(index / this.#parts.job.chunkFrames);
    if (this.#open?.number === number) return;
    if (this.#open !== undefined) await this.#parts.job.onChunk(await this.#close(this.#open));
    this.#throwIfStopped();
    this.#open = await this.#begin(number, index);
    this.#throwIfStopped();
  }

  /** Writes a frame of the chunk that is open. @throws Error when the encoder has died, or the disk is full. */
  async add(frame: DecodedFrame<PooledFrame>, { line, instances }: FramePeople): Promise<void> {
    const { index, time, place, buffer } = frame;
    const chunk = this.#open;
    assert(chunk, 'A chunk is entered first.');
    await chunk.writer.add({ line, buffer });
    chunk.times.push(time);
    chunk.instances += instances.length;
    chunk.lastIndex = index;
    chunk.place = place;
  }

  /** Ends the last chunk. @throws Error when its files cannot be finished. */
  async finish(): Promise<void> {
    if (this.#open !== undefined) await this.#close(this.#open);
  }

  /** Drops the chunk that is open, and begins no other. */
  stop(): void {
    this.#isStopped = true;
    this.#open?.writer.stop();
  }

  /** A chunk that was begun meanwhile has an encoder of its own, which would wait for ever. */
  #throwIfStopped(): void {
    if (!this.#isStopped) return;
    this.#open?.writer.stop();
    throw new Error('The chunks have been stopped.');
  }

  async #begin(number: number, index: number): Promise<OpenChunk> {
    const { job, earlier, release } = this.#parts;
    const ordinal = earlier.toDraw(index)?.ordinal ?? this.#chunks.length;
    const { folder, drawing, programs } = job;
    const writer = await ChunkWriter.begin(ordinal, { folder, format: drawing?.format, programs, release });
    return { writer, ordinal, number, times: [], instances: 0, lastIndex: index, place: undefined };
  }

  async #close(open: OpenChunk): Promise<FinishedChunk> {
    const chunk = { ...this.#factsOf(open), ...(await open.writer.finish()) };
    this.#open = undefined;
    this.#chunks[chunk.ordinal] = chunk;
    return chunk;
  }

  #factsOf({ writer: _, place, ...counted }: OpenChunk): ChunkFacts {
    const { job, people, decoder } = this.#parts;
    const { complaints, complaintCount } = decoder.complaints;
    const mark = place === undefined ? null : { ...place, complaints: [...complaints], complaintCount };
    return { ...counted, mark, indexing: job.start?.indexing ?? 'count', people: people.state() };
  }
}
