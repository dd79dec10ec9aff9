/** Which reader a contract's outputs need. */
import type { ModelContract } from '../../models/catalogue.ts';
import type { Size } from '../frames/regions.ts';
import { detectionsReader } from './detections.ts';
import { heatmapReader } from './heatmap.ts';
import type { ReadPeople, ReadPose } from './raw-answer.ts';
import { readRtmo } from './rtmo.ts';
import { simccReader } from './simcc.ts';
import { yoloxGridReader } from './yolox-grid.ts';

/** The reader of a network for boxes; undefined when its outputs are not of one person. */
export function poseReader({ decode, input }: ModelContract, size: Size): ReadPose | undefined {
  const udp = input.fit.kind === 'box' && input.fit.udp;
  if (decode.kind === 'heatmap') return heatmapReader(decode, size, udp);
  return decode.kind === 'simcc' ? simccReader(decode) : undefined;
}

/** The reader of a network for whole pictures, by the input's size; undefined when its outputs are not of people. */
export function peopleReader({ decode }: ModelContract): ((size: Size) => ReadPeople) | undefined {
  switch (decode.kind) {
    case 'rtmo':
      return () => readRtmo;
    case 'detections':
      return () => detectionsReader(decode);
    case 'yolox-grid':
      return (size) => yoloxGridReader(decode, size);
    default:
      return undefined;
  }
}
