/** RTMPose for hands, faces and animals. No hash of these files is published. */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';
import type { ModelEntry } from './model-entry.ts';
import { OPENMMLAB, sdkArchive } from './openmmlab.ts';
import { CROPS, simccContract } from './simcc.ts';

/** What distinguishes an entry. */
interface Part {
  name: string;
  alias?: string;
  title: string;
  /** Absent where nobody publishes one in a form that can be run: then a request brings boxes. */
  detector?: string;
  archive: string;
  keypoints: KeypointSetName;
  count: number;
}

/** Catalogue entries of hands, faces and animals. */
export const RTMPOSE_PARTS: readonly ModelEntry[] = [
  entry({
    name: 'rtmpose-m-hand',
    alias: 'hand',
    title: 'RTMPose medium for hands: 21 keypoints a hand',
    detector: 'rtmdet-nano-hand',
    archive: 'rtmpose-m_simcc-hand5_pt-aic-coco_210e-256x256-74fb594_20230320',
    keypoints: 'hand-21',
    count: 21,
  }),
  face('t', 'tiny', 'rtmpose-t_simcc-face6_pt-in1k_120e-256x256-df79d9a5_20230529'),
  face('s', 'small', 'rtmpose-s_simcc-face6_pt-in1k_120e-256x256-d779fdef_20230529'),
  face('m', 'medium', 'rtmpose-m_simcc-face6_pt-in1k_120e-256x256-72a37400_20230529', 'face'),
  entry({
    name: 'rtmpose-m-animal',
    alias: 'animal',
    title: 'RTMPose medium for four-legged animals: 17 keypoints; bring boxes',
    archive: 'rtmpose-m_simcc-ap10k_pt-aic-coco_210e-256x256-7a041aa1_20230206',
    keypoints: 'ap10k-17',
    count: 17,
  }),
];

function face(size: string, word: string, archive: string, alias?: string): ModelEntry {
  return entry({
    name: `rtmpose-${size}-face`,
    ...(alias && { alias }),
    title: `RTMPose ${word} for faces: 106 keypoints; bring boxes`,
    archive,
    keypoints: 'face-106',
    count: 106,
  });
}

function entry({ alias, archive, count, detector, keypoints, name, title }: Part): ModelEntry {
  return {
    name,
    aliases: alias === undefined ? [] : [alias],
    family: 'rtmpose',
    task: 'top-down',
    title,
    ...(detector && { detector }),
    file: {},
    source: sdkArchive('rtmposev1', archive),
    licence: OPENMMLAB,
    contract: simccContract(keypoints, count, CROPS.square),
  };
}
