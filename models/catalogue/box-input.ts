/** The input of models that look at a person's box, as MMPose's own do. */
import type { ModelInput } from './model-contract.ts';

/** A size in pixels. */
export interface CropSize {
  width: number;
  height: number;
}

/** ImageNet's mean and deviation, by red, green and blue, as MMPose's configurations have them. */
const IMAGENET = { mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375] } as const;

/** A crop of RGB, 1.25 times the box (`GetBBoxCenterScale`), black where the picture ends. */
export function boxInput(name: string, { width, height }: CropSize, udp: boolean): ModelInput {
  return {
    name,
    type: 'float32',
    layout: 'nchw',
    colours: 'rgb',
    shape: ['batch', 3, height, width],
    size: { kind: 'fixed', width, height },
    ...IMAGENET,
    fit: { kind: 'box', scale: 1.25, udp },
    padding: 0,
  };
}
