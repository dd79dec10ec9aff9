/**
 * MoveNet MultiPose: up to six people of a picture at once.
 * Layouts are those of its model card: input int32 `[1, H, W, 3]` RGB 0..255, H and W multiples of 32; output
 * `[1, 6, 56]`: 17 times (y, x, score), then ymin, xmin, ymax, xmax, score; coordinates 0..1 of the input.
 */
import type { I420 } from '../frames/i420.ts';
import { letterboxRegion, type ProportionalSize, proportionalInput } from '../frames/regions.ts';
import { type Region, type RgbTarget, sampleRegion } from '../frames/sample-region.ts';
import type { Box, Instance } from '../instance.ts';
import type { PeopleFinder } from './estimator.ts';
import type { Session } from './session.ts';

const KEYPOINTS = 17;
const ROW = KEYPOINTS * 3 + 5;
const BOX = KEYPOINTS * 3;

/** Finds people with MoveNet MultiPose. */
export class MoveNetMultiPose implements PeopleFinder {
  readonly #session: Session;
  readonly #size: ProportionalSize;
  #target: (RgbTarget & { data: Int32Array }) | undefined;

  constructor(session: Session, size: ProportionalSize) {
    this.#session = session;
    this.#size = size;
  }

  async find(picture: I420): Promise<Instance[]> {
    const target = this.#targetFor(picture);
    const region = letterboxRegion(picture, target);
    sampleRegion(picture, region, target);
    const shape = [1, target.height, target.width, 3];
    const [answer] = await this.#session.run({ data: target.data, shape });
    const output = answer?.data as Float32Array;
    return Array.from({ length: output.length / ROW }, (_, row) =>
      readPerson(output, row * ROW, region, picture),
    );
  }

  #targetFor(picture: I420) {
    const { width, height } = proportionalInput(picture, this.#size);
    if (this.#target?.width !== width || this.#target.height !== height) {
      this.#target = { width, height, data: new Int32Array(width * height * 3) };
    }
    return this.#target;
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
