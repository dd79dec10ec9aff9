/** RTMDet (Lyu et al. 2022) as a detector of people, and of hands. */
import { letterboxInput } from './letterbox-input.ts';
import type { ModelContract } from './model-contract.ts';
import type { ModelEntry, ModelFile } from './model-entry.ts';
import { OPENMMLAB, sdkArchive } from './openmmlab.ts';

/** What distinguishes an entry. */
interface Detector {
  name: string;
  aliases?: readonly string[];
  title: string;
  side: number;
  archive: string;
  file?: ModelFile;
}

/** Catalogue entries of the family. */
export const RTMDET: readonly ModelEntry[] = [
  entry({
    name: 'rtmdet-nano',
    title: 'RTMDet nano for people, 320×320',
    side: 320,
    archive: 'rtmdet_nano_8xb32-100e_coco-obj365-person-05d8511e',
    file: { sha256: '8297e829ccc5590c8e2d32d5a211f322a0585fb7467eec85eb12c9525b0b95d6' },
  }),
  entry({
    name: 'rtmdet-m',
    aliases: ['rtmdet'],
    title: 'RTMDet medium for people, 640×640',
    side: 640,
    archive: 'rtmdet_m_8xb32-100e_coco-obj365-person-235e8209',
  }),
  entry({
    name: 'rtmdet-nano-hand',
    title: 'RTMDet nano for hands, 320×320',
    side: 320,
    archive: 'rtmdet_nano_8xb32-300e_hand-267f9c8f',
  }),
];

function entry({ aliases = [], archive, file = {}, name, side, title }: Detector): ModelEntry {
  return {
    name,
    aliases,
    family: 'rtmdet',
    task: 'detector',
    title,
    file,
    source: sdkArchive('rtmposev1', archive),
    licence: OPENMMLAB,
    contract: contract(side),
  };
}

/** By blue, green and red: unlike MMPose's models, these take colours in the order of OpenCV. */
function contract(side: number): ModelContract {
  return {
    input: {
      ...letterboxInput('input', side),
      // Some of the exports take any size.
      shape: ['batch', 3, 'height', 'width'],
      mean: [103.53, 116.28, 123.675],
      deviation: [57.375, 57.12, 58.395],
    },
    outputs: [
      { name: 'dets', shape: ['batch', 'detections', 'sides'] },
      { name: 'labels', shape: ['batch', 'detections'] },
    ],
    decode: { kind: 'detections', person: 0 },
  };
}
