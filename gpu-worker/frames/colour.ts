/** Conversion between limited-range Y'CbCr and RGB. */
import type { Rgb } from '../../core/keypoint-sets.ts';

/** A matrix by its two weights of red and blue in luma (ITU-R BT.601, BT.709, BT.2020). */
export interface ColourMatrix {
  red: number;
  blue: number;
}

const BT601: ColourMatrix = { red: 0.299, blue: 0.114 };
const BT709: ColourMatrix = { red: 0.2126, blue: 0.0722 };
const BT2020: ColourMatrix = { red: 0.2627, blue: 0.0593 };

const MATRICES: Readonly<Record<string, ColourMatrix>> = {
  bt709: BT709,
  bt470bg: BT601,
  smpte170m: BT601,
  bt2020nc: BT2020,
  bt2020c: BT2020,
};

/** The matrix of a colour space as ffmpeg names it; BT.601 where the file does not say, as ffmpeg has it. */
export function colourMatrix(space: string | undefined): ColourMatrix {
  return MATRICES[space ?? ''] ?? BT601;
}

/** What chroma adds to each channel: `R = Y + rv V`, `G = Y - gu U - gv V`, `B = Y + bu U`, all 0..255. */
export interface RgbWeights {
  luma: number;
  rv: number;
  gu: number;
  gv: number;
  bu: number;
}

/** Weights that make RGB of limited-range samples, after 16 and 128 have been taken off. */
export function rgbWeights({ red, blue }: ColourMatrix): RgbWeights {
  const green = 1 - red - blue;
  const chroma = 255 / 224;
  const rv = 2 * (1 - red) * chroma;
  const bu = 2 * (1 - blue) * chroma;
  return { luma: 255 / 219, rv, bu, gu: (bu * blue) / green, gv: (rv * red) / green };
}

/** Limited-range Y, U and V of an RGB colour. */
export function toYuv([r, g, b]: Rgb, { red, blue }: ColourMatrix): [y: number, u: number, v: number] {
  const luma = red * r + (1 - red - blue) * g + blue * b;
  const u = ((b - luma) / (2 * (1 - blue))) * (224 / 255);
  const v = ((r - luma) / (2 * (1 - red))) * (224 / 255);
  return [Math.round(16 + (luma * 219) / 255), Math.round(128 + u), Math.round(128 + v)];
}
