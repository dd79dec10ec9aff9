/** What the figures are: proportions of a body and the colours of two people. */

/** An RGB colour, each channel 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Lengths of a body as shares of its height: Drillis and Contini (1966), with the hips COCO annotates. */
export const BODY = {
  thigh: 0.235,
  shank: 0.246,
  hipHalfWidth: 0.056,
  spine: 0.31,
  shoulderHalfWidth: 0.107,
  shoulderDrop: 0.02,
  upperArm: 0.172,
  forearm: 0.15,
  hand: 0.1,
  headCentre: 0.101,
} as const;

/** Places on the head in metres from its centre; `left` is the distance to either side. */
export const HEAD = {
  nose: { forward: 0.118, left: 0, up: -0.022 },
  eye: { forward: 0.087, left: 0.034, up: 0.018 },
  ear: { forward: -0.012, left: 0.08, up: -0.006 },
  crown: { forward: -0.01, left: 0, up: 0.128 },
} as const;

/** Places on a foot in metres from the point of the floor below its ankle. */
export const FOOT = {
  ankle: { forward: 0, up: 0.085 },
  heel: { forward: -0.06, up: 0 },
  ball: { forward: 0.115, up: 0 },
  toe: { forward: 0.185, up: 0 },
} as const;

/** How a person looks. Heights in metres. */
export interface Figure {
  name: string;
  height: number;
  skin: Colour;
  hair: Colour;
  /** `short`, or gathered in a bun at the back. */
  hairStyle: 'short' | 'bun';
  shirt: Colour;
  /** Share of the forearm that the sleeve covers. */
  sleeve: number;
  trousers: Colour;
  shoes: Colour;
  soles: Colour;
  /** Factor on the width of shoulders and limbs. */
  build: number;
}

/** Walks to the right in front of the other, stops and waves. */
export const ANTON: Figure = {
  name: 'anton',
  height: 1.78,
  skin: [224, 172, 138],
  hair: [58, 40, 30],
  hairStyle: 'short',
  shirt: [34, 116, 126],
  sleeve: 0.3,
  trousers: [52, 60, 86],
  shoes: [112, 70, 44],
  soles: [60, 42, 34],
  build: 1,
};

/** Walks to the left behind the other, leaves, comes back. */
export const BERTA: Figure = {
  name: 'berta',
  height: 1.68,
  skin: [176, 120, 86],
  hair: [36, 26, 26],
  hairStyle: 'bun',
  shirt: [216, 124, 52],
  sleeve: 0.95,
  trousers: [104, 100, 98],
  shoes: [232, 230, 224],
  soles: [176, 170, 160],
  build: 0.9,
};
