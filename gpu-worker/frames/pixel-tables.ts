/** Turns luma and chroma into the values of a model's input in whole numbers and by a table, without a branch. */
import type { ModelInput } from '../../models/catalogue.ts';
import { type ColourMatrix, rgbWeights } from './colour.ts';

/** How pixels are laid out and scaled; a part of the catalogue's contract. */
export type PixelFormat = Pick<ModelInput, 'layout' | 'colours' | 'mean' | 'deviation' | 'padding'>;

/** Numbers that are added up have so many bits behind the point. */
const ONE = 2 ** 16;
/** Colours beyond 0..255 that chroma can ask for lie within these; they are cut. */
const LEAST = -384;
const LENGTH = 1024;

/**
 * How luma and chroma add up to an index into a channel table's values, in whole numbers with 16 bits behind the point:
 * `R = red + luma Y + rv V`, `G = green + luma Y + gu U + gv V`, `B = blue + luma Y + bu U`, U and V less 128.
 */
export interface WholeWeights {
  /** Factor of luma; this one has 10 bits. */
  luma: number;
  rv: number;
  gu: number;
  gv: number;
  bu: number;
  /** Where each channel begins; luma's 16 and the rounding to the nearest colour are part of it. */
  red: number;
  green: number;
  blue: number;
}

/** Weights for a picture's colours. */
export function wholeWeights(matrix: ColourMatrix): WholeWeights {
  const { luma, rv, gu, gv, bu } = rgbWeights(matrix);
  const whole = (value: number) => Math.round(value * ONE);
  const begin = (channel: number) => whole(channel * LENGTH - LEAST - 16 * luma + 0.5);
  return {
    luma: Math.round(luma * 1024),
    ...{ rv: whole(rv), gu: whole(-gu), gv: whole(-gv), bu: whole(bu) },
    ...{ red: begin(0), green: begin(1), blue: begin(2) },
  };
}

/** Where red, green and blue lie in an input tensor, and what they are there. */
export interface ChannelTable {
  /** Values of the tensor before each channel's first. */
  at: readonly [red: number, green: number, blue: number];
  /** Of each channel in turn the value of each colour, cut to 0..255 and normalised. */
  values: Float32Array;
  /** What each channel is beyond the picture. */
  padding: readonly [red: number, green: number, blue: number];
}

/** The table of an input of so many pixels. */
export function channelTable(pixels: number, format: PixelFormat): ChannelTable {
  const { layout, colours, mean, deviation, padding } = format;
  const places = colours === 'rgb' ? ([0, 1, 2] as const) : ([2, 1, 0] as const);
  const normalised = (place: 0 | 1 | 2, value: number) => (value - mean[place]) / deviation[place];
  const colour = (index: number) => Math.min(255, Math.max(0, (index % LENGTH) + LEAST));
  const values = places.flatMap((place) =>
    Array.from({ length: LENGTH }, (_, index) => normalised(place, colour(index))),
  );
  const [red, green, blue] = places;
  const at = (place: number) => (layout === 'nchw' ? place * pixels : place);
  return {
    at: [at(red), at(green), at(blue)],
    values: Float32Array.from(values),
    padding: [normalised(red, padding), normalised(green, padding), normalised(blue, padding)],
  };
}
