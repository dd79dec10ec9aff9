/** Everything that is needed to feed a model and to read its answer, as data. */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';

/** A model's input, outputs, and how they become keypoints or boxes. */
export interface ModelContract {
  input: ModelInput;
  /** In the order in which `decode` reads them. */
  outputs: readonly ModelOutput[];
  decode: OutputDecode;
  /** The keypoint set, as in `core/keypoint-sets.ts`; absent for detectors. */
  keypoints?: KeypointSetName;
}

/** The input tensor and how an image becomes one. */
export interface ModelInput {
  /** Name of the tensor. */
  name: string;
  type: 'int32' | 'float32';
  layout: 'nhwc' | 'nchw';
  colours: 'rgb' | 'bgr';
  /** Shape of the tensor; sizes given as names (`'batch'`, `'height'`) are free. */
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
  /**
   * The surroundings of a person's box: the box grown to the input's proportions, then by `scale`, around its centre.
   * With `udp` its corners fall on the middles of the input's corner pixels, so that it spans `size - 1` steps
   * (unbiased data processing, Huang et al. 2020); without, on the outer edges as OpenCV's warp has it.
   */
  | { kind: 'box'; scale: number; udp: boolean };

/** One output tensor. */
export interface ModelOutput {
  name: string;
  /** Sizes given as names are free. */
  shape: readonly (number | string)[];
}

/** How the raw outputs become keypoints or boxes; one reader each in the worker. */
export type OutputDecode =
  /** `[1, 6, 56]`: 17 × (y, x, score), ymin, xmin, ymax, xmax, score; 0..1 of the input. */
  | { kind: 'movenet-multipose' }
  /** `[1, 1, 17, 3]`: y, x, score; 0..1 of the input. */
  | { kind: 'movenet-singlepose' }
  /**
   * Heatmaps `[N, K, h, w]`: the maximum of each, refined; with the input's `udp` the map's corner pixels fall on the
   * input's. `dark` is the Taylor expansion of DARK (Zhang et al. 2020) after a Gaussian of `kernel` pixels.
   */
  | { kind: 'heatmap'; refine: 'dark'; kernel: number }
  | { kind: 'heatmap'; refine: 'quarter' | 'none' }
  /** `[N, K, W × split]` and `[N, K, H × split]`: the maximum of each axis; the score is made of both maxima. */
  | { kind: 'simcc'; split: number; score: 'min' | 'mean' }
  /** `dets [1, N, 5]` (x1, y1, x2, y2, score) and `keypoints [1, N, K, 3]` (x, y, score), in pixels of the input. */
  | { kind: 'rtmo' }
  /** `dets [1, N, 5]` and `labels [1, N]`, as mmdeploy exports detectors; `person` is the label that counts. */
  | { kind: 'detections'; person: number }
  /**
   * `[1, cells, 5 + classes]`, as Megvii exports YOLOX: centre in cells, size as a logarithm, objectness, class scores;
   * cells of all strides in turn. Boxes that overlap a better one by more than `nms` (intersection over union) go.
   */
  | { kind: 'yolox-grid'; strides: readonly number[]; person: number; nms: number };
