/** What the catalogue says of a model. Plain data: nothing here reaches for a file or a heavy library. */

/** How a model finds people: by itself, within boxes that something else found, or only boxes. */
export type ModelTask = 'one-stage' | 'top-down' | 'detector';

/** Models that share input, output and decoding, so that a new one of a family needs no code. */
export type ModelFamily = 'movenet' | 'vitpose' | 'rtmpose' | 'rtmo' | 'rtmw' | 'dwpose' | 'yolox' | 'rtmdet';

/** How the raw outputs become keypoints or boxes; one reader each in the worker. */
export type OutputDecode = 'movenet-multipose' | 'movenet-singlepose';

/** A model that the catalogue knows by name. */
export type ModelEntry = AvailableModel | AnnouncedModel;

interface ModelSummary {
  /** Name in requests and in the names of result files. */
  name: string;
  /** Other names that find it. No alias is used twice. */
  aliases: readonly string[];
  family: ModelFamily;
  task: ModelTask;
  /** What it is, for people. */
  title: string;
}

/** A model that is known but cannot be run yet. */
export interface AnnouncedModel extends ModelSummary {
  available: false;
}

/** A model that can be fetched and run today. */
export interface AvailableModel extends ModelSummary {
  available: true;
  /** Name of the detector that gives boxes to a top-down model when a request brings none. */
  detector?: string;
  /** The most people that it finds in an image, of a model that finds people by itself; absent: no limit. */
  mostPeople?: number;
  file: ModelFile;
  source: TfjsSource;
  licence: ModelLicence;
  contract: ModelContract;
}

/** The ONNX file that is run. */
export interface ModelFile {
  /** Lower-case hexadecimal SHA-256 of the file. */
  sha256: string;
  bytes: number;
}

/** A TensorFlow.js graph model inside an npm package, converted to ONNX by this project. */
export interface TfjsSource {
  kind: 'npm-tfjs';
  /** npm package and exact version. */
  package: string;
  version: string;
  /** Subresource integrity of the package's tarball, as npm writes it in lock files. */
  integrity: string;
  /** Size of the tarball, in bytes. */
  bytes: number;
  /** Path of `model.json` in the tarball. */
  model: string;
  /** Paths of the weight files in the tarball, in the order of the manifest. */
  weights: readonly string[];
  /** Where the model was published first. */
  origin: string;
  /** Nodes of the graph that only blow a value up to a shape that it would be broadcast to anyway. */
  redundantExpansions?: readonly string[];
}

/** Under which terms the weights may be used. */
export interface ModelLicence {
  /** SPDX identifier of the weights' licence. */
  weights: string;
  /** SPDX identifier of the licence of the package that carries them. */
  carrier: string;
  /** Who made the weights. */
  author: string;
}

/** Everything that is needed to feed the model and to read its answer. */
export interface ModelContract {
  input: ModelInput;
  outputs: readonly ModelOutput[];
  decode: OutputDecode;
  /** Name of the keypoint set, as in `core/keypoint-sets.ts`. */
  keypoints: 'coco-17';
}

/** The input tensor and how an image becomes one. */
export interface ModelInput {
  /** Name of the tensor. */
  name: string;
  type: 'int32' | 'float32';
  layout: 'nhwc' | 'nchw';
  colours: 'rgb' | 'bgr';
  /** Shape of the tensor; sizes given as names are free. */
  shape: readonly (number | string)[];
  size: InputSize;
  /** A pixel value `v` of 0..255 enters as `(v - mean) / deviation`, by channel in the order of `colours`. */
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
  fit: InputFit;
  /** Value 0..255 of the pixels that the image does not cover. */
  padding: number;
}

/** Width and height in pixels, or rules to find them. */
export type InputSize =
  | { kind: 'fixed'; width: number; height: number }
  /** Any multiples of `step`; the image is scaled so that its longer side is `longSide` by default. */
  | { kind: 'multiples'; step: number; longSide: number };

/** How an image is brought to the input's size. */
export type InputFit =
  /** The whole image, scaled, in the top left corner, padded at the right and below. */
  | { kind: 'letterbox-top-left' }
  /** The surroundings of a person's box: the box enlarged by `scale` around its centre to the input's proportions. */
  | { kind: 'box'; scale: number };

/** One output tensor. */
export interface ModelOutput {
  name: string;
  shape: readonly number[];
}
