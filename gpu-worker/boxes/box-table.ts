/** The boxes of a video, by frame, as they are read from a file. */
import type { Size } from '../frames/regions.ts';
import type { BoxHint } from '../instance.ts';
import { type BoxPlace, boxError, boxesError, shown } from './box-error.ts';

/** What the boxes belong to. */
export interface BoxedVideo extends Size {
  /** Number of frames of the source, at most. */
  frames: number;
  /** Number at least: of some files, decoding alone tells it. @default frames */
  fewestFrames?: number;
}

/** Boxes of a frame; each is a run of the model. */
const MOST_BOXES = 1000;
/** Numbers that are kept of a box: corners, score, id. */
const FIELDS = 6;
const ID = 5;

/** Collects boxes. A frame's boxes are kept as one list of numbers: a third of what objects take. */
export class BoxTable {
  readonly video: BoxedVideo;
  readonly #byFrame = new Map<number, number[]>();
  readonly #begun = new Set<number>();
  #largestId: number | undefined;

  constructor(video: BoxedVideo) {
    this.video = video;
  }

  /** The largest id of all; undefined when there is none. */
  get largestId(): number | undefined {
    return this.#largestId;
  }

  /**
   * The index of a frame.
   *
   * @param first number of the first frame in this file. @param where what holds the number, for messages.
   * @throws PosefleetError `bboxes_invalid` when it is none of the video's frames.
   */
  frameIndex(value: unknown, first: 0 | 1, where: string): number {
    const last = first + this.video.frames - 1;
    if (typeof value === 'number' && Number.isInteger(value) && value >= first && value <= last) {
      return value - first;
    }
    throw boxesError(`${where} must be the number of a frame, ${first} to ${last}, not ${shown(value)}.`);
  }

  /** Begins a frame whose boxes stand together. @throws PosefleetError `bboxes_invalid` at its second time. */
  beginFrame(index: number, where: string): void {
    if (this.#begun.has(index)) throw boxesError(`${where} was there before; name each frame once.`);
    this.#begun.add(index);
  }

  /** @throws PosefleetError `bboxes_invalid` when the frame has too many boxes, or two with one id. */
  add(index: number, { box, score, id }: BoxHint, place: BoxPlace): void {
    const values = this.#byFrame.get(index) ?? [];
    if (values.length === 0) this.#byFrame.set(index, values);
    if (values.length >= MOST_BOXES * FIELDS) {
      const { frame } = place;
      throw boxesError(
        `Frame ${frame}: has more than ${MOST_BOXES} boxes; give at most ${MOST_BOXES} a frame.`,
      );
    }
    if (id !== undefined) this.#noteId(id, values, place);
    values.push(...box, score, id ?? Number.NaN);
  }

  /** The boxes of a frame, in the order in which they came. @param index of the frame, from 0. */
  at(index: number): BoxHint[] {
    const values = this.#byFrame.get(index) ?? [];
    return Array.from({ length: values.length / FIELDS }, (_, row) => hintAt(values, row * FIELDS));
  }

  #noteId(id: number, values: readonly number[], place: BoxPlace): void {
    if (hasId(values, id)) {
      throw boxError(place, `id ${id} is there twice; an id is one person's, who is in a frame once.`);
    }
    this.#largestId = Math.max(id, this.#largestId ?? id);
  }
}

function hasId(values: readonly number[], id: number): boolean {
  for (let place = ID; place < values.length; place += FIELDS) if (values[place] === id) return true;
  return false;
}

function hintAt(values: readonly number[], at: number): BoxHint {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 0, id = 0] = values.slice(at, at + FIELDS);
  return { box: [x1, y1, x2, y2], score, ...(Number.isNaN(id) ? {} : { id }) };
}
