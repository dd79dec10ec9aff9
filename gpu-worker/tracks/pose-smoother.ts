/** Smooths the keypoints of each track. */
import type { Box, TrackedInstance } from '../instance.ts';
import { ONE_EURO, type Smoothed, smooth } from './one-euro.ts';

/** All that the smoother knows: the last of each track, by its id. Plain JSON. */
export type SmootherState = readonly (readonly [trackId: number, last: Smoothed])[];

/** Smooths keypoints with a One Euro filter a track and coordinate. Frames come in order. */
export class PoseSmoother {
  #last: Map<number, Smoothed>;

  /** @param state of a smoother that stopped before this frame. @default nobody was seen yet */
  constructor(state: SmootherState = []) {
    this.#last = new Map(state);
  }

  /** A frame's people with their keypoints smoothed; what comes in stays as it is. @param time in seconds. */
  smooth(people: readonly TrackedInstance[], time: number): TrackedInstance[] {
    for (const [id, last] of this.#last) if (time - last.time > ONE_EURO.longestGap) this.#last.delete(id);
    return people.map((person) => {
      const measured = { time, values: person.keypoints, size: sizeOf(person.box) };
      const smoothed = smooth(this.#last.get(person.trackId), measured);
      this.#last.set(person.trackId, smoothed);
      return { ...person, keypoints: Float32Array.from(smoothed.values) };
    });
  }

  /** What the smoother knows, to go on from later. */
  state(): SmootherState {
    return [...this.#last];
  }
}

/** Mean of the sides in pixels, as MediaPipe measures a person for its own One Euro filter. */
function sizeOf([x1, y1, x2, y2]: Box): number {
  return Math.max(1, (x2 - x1 + y2 - y1) / 2);
}
