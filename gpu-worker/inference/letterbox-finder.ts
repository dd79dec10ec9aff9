/** Finds people with any network whose contract puts the whole picture into the upper left of its input. */
import type { I420 } from '../frames/i420.ts';
import { type InputMap, letterboxMap, toPicture } from '../frames/input-map.ts';
import { InputSampler } from '../frames/input-sampler.ts';
import type { PixelFormat } from '../frames/pixel-tables.ts';
import type { Size } from '../frames/regions.ts';
import type { Box, Instance } from '../instance.ts';
import { checkPerson } from './bad-answer.ts';
import { batchRow } from './batch/batch-rows.ts';
import { pointsInPicture } from './box-estimator.ts';
import type { PeopleFinder } from './estimator.ts';
import { InTurn } from './in-turn.ts';
import type { RawPerson, ReadPeople } from './raw-answer.ts';
import type { Session } from './session.ts';

/** A network for whole pictures. */
export interface PictureNetwork {
  name: string;
  /** The input's size for a picture. */
  sizeFor(picture: Size): Size;
  format: PixelFormat;
  session: Pick<Session, 'run'>;
  /** The reader for an input of a size. */
  readerFor(size: Size): ReadPeople;
  /** Who scores less need not be found. */
  threshold: number;
}

/** An input of one size and what belongs to it. */
interface Input {
  size: Size;
  data: Float32Array;
  shape: readonly number[];
  sampler: InputSampler;
  read: ReadPeople;
}

/** One picture after the other; detectors give people without keypoints. */
export class LetterboxFinder implements PeopleFinder {
  readonly #network: PictureNetwork;
  readonly #turn = new InTurn();
  #input: Input | undefined;

  constructor(network: PictureNetwork) {
    this.#network = network;
  }

  find(picture: I420): Promise<Instance[]> {
    return this.#turn.run(() => this.#find(picture));
  }

  async #find(picture: I420): Promise<Instance[]> {
    const { name, session, threshold } = this.#network;
    const { size, data, shape, sampler, read } = this.#inputFor(picture);
    const map = letterboxMap(picture, size);
    sampler.fill(picture, map, data);
    const outputs = await session.run({ data, shape });
    const people = read(
      outputs.map((output) => batchRow(output, 0)),
      threshold,
    );
    for (const person of people) checkPerson(name, person);
    return people.map((person) => inPicture(person, map, picture)).filter(hasArea);
  }

  #inputFor(picture: I420): Input {
    const size = this.#network.sizeFor(picture);
    const { width, height } = this.#input?.size ?? {};
    if (this.#input === undefined || width !== size.width || height !== size.height)
      this.#input = newInput(this.#network, size);
    return this.#input;
  }
}

function newInput({ format, readerFor }: PictureNetwork, size: Size): Input {
  const { width, height } = size;
  return {
    size,
    data: new Float32Array(3 * width * height),
    shape: format.layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3],
    sampler: new InputSampler(size, format),
    read: readerFor(size),
  };
}

function inPicture({ box, score, pose }: RawPerson, map: InputMap, picture: Size): Instance {
  return {
    keypoints: pose === undefined ? new Float32Array(0) : pointsInPicture(pose, map),
    scores: pose?.scores ?? new Float32Array(0),
    box: boxInPicture(box, map, picture),
    boxScore: score,
  };
}

/** A box, cut at the picture's edges. Edges lie half a pixel from the middles, from which the map counts. */
function boxInPicture([x1, y1, x2, y2]: Box, { x, y }: InputMap, { width, height }: Size): Box {
  const across = (edge: number) => Math.min(Math.max(toPicture(x, edge - 0.5) + 0.5, 0), width);
  const down = (edge: number) => Math.min(Math.max(toPicture(y, edge - 0.5) + 0.5, 0), height);
  return [across(x1), down(y1), across(x2), down(y2)];
}

/** Boxes of nothing: a detector's dummy, or one wholly in the padding. */
function hasArea({ box: [x1, y1, x2, y2] }: Instance): boolean {
  return x2 > x1 && y2 > y1;
}
