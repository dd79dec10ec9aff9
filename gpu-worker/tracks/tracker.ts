/** Gives people ids that stay with them from frame to frame. */
import type { Instance } from '../instance.ts';
import { associate } from './association.ts';
import { PARAMETERS } from './parameters.ts';
import { beginTrack, continueTrack, plainTrack, type Track } from './track.ts';

/** All that the tracker knows. Plain JSON. */
export interface TrackerState {
  tracks: readonly Track[];
  /** The id of the next new person. */
  nextId: number;
  /** How many tracks have begun. */
  begun: number;
}

const NOTHING: TrackerState = { tracks: [], nextId: 1, begun: 0 };

/** Follows people by their boxes and poses. Frames come in order. */
export class Tracker {
  readonly #sigmas: readonly number[];
  #tracks: readonly Track[];
  #nextId: number;
  #begun: number;

  /**
   * @param sigmas of the keypoints, as COCO defines them.
   * @param state of a tracker that stopped before this frame. @default nobody was seen yet
   */
  constructor(sigmas: readonly number[], { tracks, nextId, begun }: TrackerState = NOTHING) {
    this.#sigmas = sigmas;
    this.#tracks = tracks;
    this.#nextId = nextId;
    this.#begun = begun;
  }

  /** How many tracks have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** From now on only ids above this one are given. */
  reserve(id: number): void {
    this.#nextId = Math.max(this.#nextId, id + 1);
  }

  /** The ids of a frame's people. @param time of the frame in seconds; later than that of the frame before. */
  track(people: readonly Instance[], time: number): number[] {
    const known = this.#tracks.filter((track) => isKept(track, time));
    const found = associate({ people, tracks: known, time, sigmas: this.#sigmas });
    const current = people.map((person, index) => this.#seen(found[index], person, time));
    const missing = known.filter((track) => !found.includes(track));
    this.#tracks = [...current, ...missing.map((track) => ({ ...track, missed: track.missed + 1 }))];
    return current.map(({ id }) => id);
  }

  /** What the tracker knows, to go on from later. */
  state(): TrackerState {
    return { tracks: this.#tracks.map(plainTrack), nextId: this.#nextId, begun: this.#begun };
  }

  #seen(track: Track | undefined, person: Instance, time: number): Track {
    if (track !== undefined) return continueTrack(track, person, time);
    this.#begun += 1;
    return beginTrack(this.#nextId++, person, time);
  }
}

/** Who was there in the frame before is looked for, however long ago that was. */
function isKept({ motion, seen, missed }: Track, time: number): boolean {
  const { keptSeconds, keptOnceSeconds } = PARAMETERS;
  return missed === 0 || time - motion.time <= (seen > 1 ? keptSeconds : keptOnceSeconds);
}
