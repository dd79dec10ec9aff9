/** Writes a part of a picture into a model's input tensor, scaled, in its colour order and normalised. */
import { AxisSamples } from './axis-samples.ts';
import type { ColourMatrix } from './colour.ts';
import { type I420, i420Bytes } from './i420.ts';
import type { InputMap } from './input-map.ts';
import {
  type ChannelTable,
  channelTable,
  type PixelFormat,
  type WholeWeights,
  wholeWeights,
} from './pixel-tables.ts';
import type { Size } from './regions.ts';

/** Where an input goes. */
interface Target {
  data: Float32Array;
  /** Index of its first value. */
  offset: number;
}

/** The picture's planes as one run of bytes, which one loop can read with few registers. */
interface Planes {
  bytes: Uint8Array;
  width: number;
  /** Bytes before the plane of U, and from there to that of V. */
  chromaAt: number;
  chromaBytes: number;
}

/** Writes inputs of one size and format. It keeps its working memory: one sampler does one picture after the other. */
export class InputSampler {
  readonly #size: Size;
  readonly #columns: AxisSamples;
  readonly #rows: AxisSamples;
  readonly #table: ChannelTable;
  /** Values of the tensor from a pixel to the next. */
  readonly #stride: number;
  #colours: { matrix: ColourMatrix; weights: WholeWeights } | undefined;

  constructor(size: Size, format: PixelFormat) {
    this.#size = size;
    this.#columns = new AxisSamples(size.width);
    this.#rows = new AxisSamples(size.height);
    this.#table = channelTable(size.width * size.height, format);
    this.#stride = format.layout === 'nchw' ? 1 : 3;
  }

  /** Fills one input of a tensor; its values begin at `offset`. */
  fill(picture: I420, map: InputMap, data: Float32Array, offset = 0): void {
    this.#columns.update(map.x, picture.width);
    this.#rows.update(map.y, picture.height);
    const { width, height } = this.#size;
    const { first, last } = this.#columns;
    const planes = planesOf(picture);
    const weights = this.#weightsFor(picture.matrix);
    const target = { data, offset };
    this.#pad(target, 0, this.#rows.first * width);
    for (let row = this.#rows.first; row < this.#rows.last; row++) {
      this.#pad(target, row * width, first);
      this.#writeRow(planes, weights, target, row);
      this.#pad(target, row * width + last, width - last);
    }
    this.#pad(target, this.#rows.last * width, (height - this.#rows.last) * width);
  }

  /** Frames of a video share their matrix. */
  #weightsFor(matrix: ColourMatrix): WholeWeights {
    const { red, blue } = this.#colours?.matrix ?? {};
    if (this.#colours === undefined || red !== matrix.red || blue !== matrix.blue)
      this.#colours = { matrix, weights: wholeWeights(matrix) };
    return this.#colours.weights;
  }

  /** Pads so many pixels from one on. */
  #pad({ data, offset }: Target, pixel: number, count: number): void {
    if (count === 0) return;
    const { at, padding } = this.#table;
    for (const channel of [0, 1, 2] as const) {
      const from = offset + at[channel] + pixel * this.#stride;
      if (this.#stride === 1) data.fill(padding[channel], from, from + count);
      else for (let step = 0; step < count; step++) data[from + step * this.#stride] = padding[channel];
    }
  }

  /**
   * Runs for every pixel of every input: whole numbers alone, few arrays, and constants written out (`SHARE_BITS` 8,
   * `INDEX_SHIFT` 9, 16 bits of fraction), since V8 reads imported ones again for each pixel. Luma is interpolated,
   * chroma is the nearest.
   */
  #writeRow(
    { bytes, width, chromaAt, chromaBytes }: Planes,
    { luma, rv, gu, gv, bu, red, green, blue }: WholeWeights,
    { data, offset }: Target,
    row: number,
  ): void {
    const { places, distance, first, last } = this.#columns;
    const { values, at } = this.#table;
    const stride = this.#stride;
    const down = this.#rows.shareOf(row);
    const upper = this.#rows.lowOf(row) * width;
    const lower = upper + this.#rows.distance * width;
    const chroma = chromaAt + (this.#rows.nearestOf(row) >> 1) * (width >> 1);
    const [toGreen, toBlue] = [at[1] - at[0], at[2] - at[0]];
    let r = offset + at[0] + (row * this.#size.width + first) * stride;
    for (let column = first; column < last; column++, r += stride) {
      const across = (places[column] as number) & 511;
      const left = (places[column] as number) >> 9;
      const above = upper + left;
      const below = lower + left;
      const topLeft = bytes[above] as number;
      const bottomLeft = bytes[below] as number;
      const top = (topLeft << 8) + Math.imul((bytes[above + distance] as number) - topLeft, across);
      const bottom = (bottomLeft << 8) + Math.imul((bytes[below + distance] as number) - bottomLeft, across);
      const mixed = (top << 8) + Math.imul(bottom - top, down);
      const base = Math.imul(mixed >> 6, luma) >> 4;
      const near = chroma + ((left + ((Math.imul(across, distance) + 128) >> 8)) >> 1);
      const u = (bytes[near] as number) - 128;
      const v = (bytes[near + chromaBytes] as number) - 128;
      data[r] = values[(base + red + Math.imul(rv, v)) >> 16] as number;
      data[r + toGreen] = values[(base + green + Math.imul(gu, u) + Math.imul(gv, v)) >> 16] as number;
      data[r + toBlue] = values[(base + blue + Math.imul(bu, u)) >> 16] as number;
    }
  }
}

function planesOf({ y, width, height }: I420): Planes {
  const pixels = width * height;
  return {
    bytes: new Uint8Array(y.buffer, y.byteOffset, i420Bytes(width, height)),
    width,
    chromaAt: pixels,
    chromaBytes: pixels / 4,
  };
}
