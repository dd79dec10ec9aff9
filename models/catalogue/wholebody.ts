/**
 * Whole bodies by SimCC: RTMW (Jiang et al. 2024), trained on 14 data sets, and DWPose (Yang et al. 2023), distilled on
 * COCO-WholeBody and UBody. No hash of these files is published.
 */
import type { CropSize } from './box-input.ts';
import type { ModelEntry, ModelFamily, ModelLicence } from './model-entry.ts';
import { OPENMMLAB, sdkArchive } from './openmmlab.ts';
import { CROPS, simccContract } from './simcc.ts';

const DWPOSE_LICENCE: ModelLicence = {
  ...OPENMMLAB,
  author: 'IDEA-Research (DWPose), published by OpenMMLab',
};

/** What distinguishes an entry. */
interface WholeBody {
  name: string;
  aliases?: readonly string[];
  title: string;
  detector: string;
  archive: string;
  crop: CropSize;
}

/** Catalogue entries of RTMW. */
export const RTMW: readonly ModelEntry[] = (
  [
    {
      name: 'rtmw-m',
      aliases: ['rtmw', 'wholebody'],
      title: 'RTMW medium',
      detector: 'yolox-m',
      archive: 'rtmw-dw-l-m_simcc-cocktail14_270e-256x192_20231122',
      crop: CROPS.small,
    },
    {
      name: 'rtmw-l',
      title: 'RTMW large',
      detector: 'yolox-m',
      archive: 'rtmw-dw-x-l_simcc-cocktail14_270e-256x192_20231122',
      crop: CROPS.small,
    },
    {
      name: 'rtmw-l-384',
      title: 'RTMW large',
      detector: 'yolox-m',
      archive: 'rtmw-dw-x-l_simcc-cocktail14_270e-384x288_20231122',
      crop: CROPS.large,
    },
    {
      name: 'rtmw-x',
      title: 'RTMW extra large',
      detector: 'yolox-x',
      archive: 'rtmw-x_simcc-cocktail13_pt-ucoco_270e-384x288-0949e3a9_20230925',
      crop: CROPS.large,
    },
  ] as const satisfies WholeBody[]
).map((model) => entry(model, 'rtmw'));

/** Catalogue entries of DWPose. */
export const DWPOSE: readonly ModelEntry[] = (
  [
    {
      name: 'dwpose-t',
      title: 'DWPose tiny',
      detector: 'yolox-tiny',
      archive: 'rtmpose-t_simcc-ucoco_dw-ucoco_270e-256x192-dcf277bf_20230728',
      crop: CROPS.small,
    },
    {
      name: 'dwpose-s',
      title: 'DWPose small',
      detector: 'yolox-tiny',
      archive: 'rtmpose-s_simcc-ucoco_dw-ucoco_270e-256x192-3fd922c8_20230728',
      crop: CROPS.small,
    },
    {
      name: 'dwpose-m',
      title: 'DWPose medium',
      detector: 'yolox-m',
      archive: 'rtmpose-m_simcc-ucoco_dw-ucoco_270e-256x192-c8b76419_20230728',
      crop: CROPS.small,
    },
    {
      name: 'dwpose-l',
      title: 'DWPose large',
      detector: 'yolox-m',
      archive: 'rtmpose-l_simcc-ucoco_dw-ucoco_270e-256x192-4d6dfc62_20230728',
      crop: CROPS.small,
    },
    {
      name: 'dwpose-l-384',
      aliases: ['dwpose'],
      title: 'DWPose large',
      detector: 'yolox-m',
      archive: 'rtmpose-l_simcc-ucoco_dw-ucoco_270e-384x288-2438fd99_20230728',
      crop: CROPS.large,
    },
  ] as const satisfies WholeBody[]
).map((model) => entry(model, 'dwpose'));

function entry(model: WholeBody, family: 'rtmw' | 'dwpose'): ModelEntry {
  const { aliases = [], archive, crop, detector, name, title } = model;
  return {
    name,
    aliases,
    family: family satisfies ModelFamily,
    task: 'top-down',
    title: `${title}, ${crop.height}×${crop.width}: 133 keypoints of body, face and hands`,
    detector,
    file: {},
    source: sdkArchive(family === 'rtmw' ? 'rtmw' : 'rtmposev1', archive),
    licence: family === 'rtmw' ? OPENMMLAB : DWPOSE_LICENCE,
    contract: simccContract('coco-wholebody-133', 133, crop),
  };
}
