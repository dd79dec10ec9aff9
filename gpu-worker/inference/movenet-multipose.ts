/**
 * MoveNet MultiPose: up to six people of a picture at once.
 * Layouts are those of its model card: input int32 `[1, H, W, 3]` RGB 0..255, H and W multiples of 32; output
 * `[1, 6, 56]`: 17 times (y, x, score), then ymin, xmin, ymax, xmax, score; coordinates 0..1 of the input.
 */
import type { I420 } from '../frames/i420.ts';
import { RegionSampler } from '../frames/region-sampler.ts';
import {
  letterboxRegion,
  type ProportionalSize,
  proportionalInput,
  type Region,
  type Size,
} from '../frames/regions.ts';
import type { Box, Instance } from '../instance.ts';
import { checkPerson } from './bad-answer.ts';
import type { PeopleFinder } from './estimator.ts';
import { InTurn } from './in-turn.ts';
import type { Session } from './session.ts';

const KEYPOINTS = 17;
const ROW = KEYPOINTS * 3 + 5;
const BOX = KEYPOINTS * 3;

/** An input of one size. */
interface Input {
  size: Size;
  data: Int32Array;
  sampler: RegionSampler;
}

/** Finds people with MoveNet MultiPose. */
export class MoveNetMultiPose implements PeopleFinder {
  readonly #session: Session;
  readonly #name: string;
  readonly #size: ProportionalSize;
  readonly #turn = new InTurn();
  #input: Input | undefined;

  constructor(session: Session, { name, size }: { name: string; size: ProportionalSize }) {
    this.#session = session;
    this.#name = name;
    this.#size = size;
  }

  find(picture: I420): Promise<Instance[]> {
    return this.#turn.run(() => this.#find(picture));
  }

  async #find(picture: I420): Promise<Instance[]> {
    const { size, data, sampler } = this.#inputFor(picture);
    const region = letterboxRegion(picture, size);
    sampler.fill(picture, region, data);
    const [answer] = await this.#session.run({ data, shape: [1, size.height, size.width, 3] });
    const output = answer?.data as Float32Array;
    const people = Array.from({ length: output.length / ROW }, (_, row) =>
      readPerson(output, row * ROW, region, picture),
    );
    for (const { box, boxScore: score, keypoints: points, scores } of people)
      checkPerson(this.#name, { box, score, pose: { points, scores } });
    return people;
  }

  #inputFor(picture: I420): Input {
    const size = proportionalInput(picture, this.#size);
    const { width, height } = this.#input?.size ?? {};
    if (this.#input === undefined || width !== size.width || height !== size.height) {
      const data = new Int32Array(size.width * size.height * 3);
      this.#input = { size, data, sampler: new RegionSampler(size) };
    }
    return this.#input;
  }
}

function readPerson(output: Float32Array, at: number, region: Region, picture: I420): Instance {
  const keypoints = new Float32Array(2 * KEYPOINTS);
  const scores = new Float32Array(KEYPOINTS);
  for (let index = 0; index < KEYPOINTS; index++) {
    keypoints[2 * index] = region.x + (output[at + 3 * index + 1] as number) * region.width;
    keypoints[2 * index + 1] = region.y + (output[at + 3 * index] as number) * region.height;
    scores[index] = output[at + 3 * index + 2] as number;
  }
  return {
    keypoints,
    scores,
    box: readBox(output, at + BOX, region, picture),
    boxScore: output[at + BOX + 4] as number,
  };
}

/** The box in pixels, cut at the picture's edges. */
function readBox(output: Float32Array, at: number, region: Region, { width, height }: I420): Box {
  const x = (value: number) => Math.min(Math.max(region.x + value * region.width, 0), width);
  const y = (value: number) => Math.min(Math.max(region.y + value * region.height, 0), height);
  return [
    x(output[at + 1] as number),
    y(output[at] as number),
    x(output[at + 3] as number),
    y(output[at + 2] as number),
  ];
}
