/** What was finished before a run of the pipeline, and what it means for each frame. */
import type { FinishedChunk } from './finished-chunk.ts';
import type { VideoJob } from './video-job.ts';

/** Chunks that were finished before. */
export class EarlierWork {
  readonly chunks: readonly FinishedChunk[];
  readonly #byNumber: ReadonlyMap<number, FinishedChunk>;
  readonly #chunkFrames: number;
  readonly #isDrawn: boolean;

  constructor({ finished, chunkFrames, drawing }: VideoJob) {
    this.chunks = finished;
    this.#byNumber = new Map(finished.map((chunk) => [chunk.number, chunk]));
    this.#chunkFrames = chunkFrames;
    this.#isDrawn = drawing !== undefined;
  }

  /** Chunks about which nothing is left to do. */
  get done(): readonly FinishedChunk[] {
    return this.chunks.filter((chunk) => !this.#isToDraw(chunk));
  }

  /** Their frames. */
  get framesDone(): number {
    return this.done.reduce((sum, { times }) => sum + times.length, 0);
  }

  /** Whether a frame needs nothing more. */
  isDone(index: number): boolean {
    const chunk = this.#chunkOf(index);
    return chunk !== undefined && !this.#isToDraw(chunk);
  }

  /** The chunk of a frame whose poses are known, and which is to be drawn again; undefined for other frames. */
  toDraw(index: number): FinishedChunk | undefined {
    const chunk = this.#chunkOf(index);
    return chunk !== undefined && this.#isToDraw(chunk) ? chunk : undefined;
  }

  #chunkOf(index: number): FinishedChunk | undefined {
    return this.#byNumber.get(Math.floor(index / this.#chunkFrames));
  }

  #isToDraw({ segment }: FinishedChunk): boolean {
    return this.#isDrawn && segment === undefined;
  }
}
