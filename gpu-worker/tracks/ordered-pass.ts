/** What is done to people frame by frame, in order, after their poses: they get ids and are smoothed. */
import type { Smoothing } from '../../core/task-options.ts';
import type { Instance, TrackedInstance } from '../instance.ts';
import { PoseSmoother, type SmootherState } from './pose-smoother.ts';
import { Tracker, type TrackerState } from './tracker.ts';

/** All that the pass knows between two frames. Plain JSON: parsed from its text it goes on just the same. */
export interface OrderedPassState {
  tracker: TrackerState;
  smoother: SmootherState;
  /** Ids that the caller gave. */
  callerIds: number[];
}

/** How the pass works. */
export interface OrderedPassOptions {
  /** Sigma of each keypoint, as COCO defines it. */
  sigmas: readonly number[];
  smoothing: Smoothing;
  /** The largest id that the caller gives in any frame, so that nobody gets one that comes later. @default none */
  largestCallerId?: number | undefined;
}

/** The ordered pass over one video. */
export class OrderedPass {
  readonly #tracker: Tracker;
  readonly #smoother: PoseSmoother;
  readonly #smoothing: Smoothing;
  readonly #callerIds: Set<number>;

  /** @param state of a pass that stopped before this frame. @default the beginning of a video */
  constructor({ sigmas, smoothing, largestCallerId = 0 }: OrderedPassOptions, state?: OrderedPassState) {
    this.#tracker = new Tracker(sigmas, state?.tracker);
    this.#tracker.reserve(largestCallerId);
    this.#smoother = new PoseSmoother(state?.smoother);
    this.#smoothing = smoothing;
    this.#callerIds = new Set(state?.callerIds);
  }

  /** Number of tracks so far. */
  get tracks(): number {
    return this.#tracker.begun + this.#callerIds.size;
  }

  /**
   * A frame's people with their ids, smoothed if that was asked for, in the order in which they came. Who has an id
   * from the caller keeps it and is not looked for; others get ids above all of the caller's.
   *
   * @param time of the frame in seconds; later than that of the frame before.
   */
  follow(people: readonly Instance[], time: number): TrackedInstance[] {
    for (const { id } of people) if (id !== undefined) this.#note(id);
    const ids = this.#tracker.track(
      people.filter(({ id }) => id === undefined),
      time,
    );
    let next = 0;
    const tracked = people.map((person) => ({ ...person, trackId: person.id ?? (ids[next++] as number) }));
    return this.#smoothing === 'none' ? tracked : this.#smoother.smooth(tracked, time);
  }

  /** What the pass knows, to go on from in another process. */
  state(): OrderedPassState {
    const [tracker, smoother] = [this.#tracker.state(), this.#smoother.state()];
    return { tracker, smoother, callerIds: [...this.#callerIds] };
  }

  #note(id: number): void {
    this.#callerIds.add(id);
    this.#tracker.reserve(id);
  }
}
