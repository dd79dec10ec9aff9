/** Who is in each frame, in frame order: poses as they come from the threads, or as they are known from before. */
import assert from 'node:assert/strict';
import type { KeypointSet } from '../../core/keypoint-sets.ts';
import type { TrackedInstance } from '../instance.ts';
import { frameLine } from '../predictions/frame-line.ts';
import { OrderedPass, type OrderedPassState } from '../tracks/ordered-pass.ts';
import type { EarlierWork } from './earlier-work.ts';
import type { FinishedChunk } from './finished-chunk.ts';
import type { FrameInWork } from './frames-in-work.ts';
import { type KnownFrame, readKnownFrames } from './known-frames.ts';
import type { VideoJob } from './video-job.ts';

/** A frame's people and their text in the predictions. */
export interface FramePeople {
  instances: readonly TrackedInstance[];
  line: string;
}

/** Gives people their tracks, frame by frame. */
export class PeopleInOrder {
  readonly #pass: OrderedPass;
  readonly #earlier: EarlierWork;
  /** Frames to come of the chunk that is drawn again. */
  #known: { chunk: FinishedChunk; frames: KnownFrame[] } | undefined;

  constructor(job: VideoJob, set: KeypointSet, earlier: EarlierWork) {
    const options = {
      sigmas: set.sigmas,
      smoothing: job.smoothing,
      largestCallerId: job.boxes?.largestId,
    };
    this.#pass = new OrderedPass(options, earlier.chunks.at(-1)?.people);
    this.#earlier = earlier;
  }

  /** Number of tracks so far, those of finished chunks included. */
  get tracks(): number {
    return this.#pass.tracks;
  }

  /** What is known after the last frame, to go on from. */
  state(): OrderedPassState {
    return this.#known?.chunk.people ?? this.#pass.state();
  }

  /** The people of the next frame. @throws Error when its poses could not be estimated. */
  async next({ frame: { index, time }, poses }: FrameInWork): Promise<FramePeople> {
    if (poses === undefined) return await this.#recall(index);
    this.#known = undefined;
    const instances = this.#pass.follow(await poses, time);
    return { instances, line: frameLine(index, time, instances) };
  }

  async #recall(index: number): Promise<FramePeople> {
    const chunk = this.#earlier.toDraw(index);
    assert(chunk, 'Frames without poses belong to finished chunks.');
    if (this.#known?.chunk !== chunk) this.#known = { chunk, frames: await readKnownFrames(chunk) };
    const known = this.#known.frames.shift();
    assert(known, `Chunk ${chunk.ordinal} holds fewer frames than the video has there.`);
    return known;
  }
}
