/** The input of models that look at the whole picture, as MMDetection's and YOLOX's do. */
import type { ModelInput } from './model-contract.ts';

/** Grey where the picture ends, as all of them are trained. */
const GREY = 114;

/** The whole picture in the upper left of a square, in BGR, 0..255. */
export function letterboxInput(name: string, side: number): ModelInput {
  return {
    name,
    type: 'float32',
    layout: 'nchw',
    colours: 'bgr',
    shape: [1, 3, side, side],
    size: { kind: 'fixed', width: side, height: side },
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    fit: { kind: 'letterbox-top-left' },
    padding: GREY,
  };
}
