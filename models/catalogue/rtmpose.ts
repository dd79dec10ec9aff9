/** RTMPose (Jiang et al. 2023): bodies, with and without feet. Trained on seven or eight data sets (`body7`, `body8`). */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';
import type { CropSize } from './box-input.ts';
import type { ModelEntry } from './model-entry.ts';
import { OPENMMLAB, sdkArchive } from './openmmlab.ts';
import { CROPS, simccContract } from './simcc.ts';

const SIZES = { t: 'tiny', s: 'small', m: 'medium', l: 'large', x: 'extra large' } as const;
type Size = keyof typeof SIZES;

/** Detectors as rtmlib pairs them in its modes. */
const DETECTORS: Readonly<Record<Size, string>> = {
  t: 'yolox-tiny',
  s: 'yolox-tiny',
  m: 'yolox-m',
  l: 'yolox-m',
  x: 'yolox-x',
};

/** What distinguishes an entry. */
interface Body {
  size: Size;
  crop: CropSize;
  /** Name of the archive, without its ending. */
  archive: string;
  sha256?: string;
  bytes?: number;
  aliases?: readonly string[];
}

/** COCO's 17 keypoints. */
const COCO: readonly Body[] = [
  {
    size: 't',
    crop: CROPS.small,
    archive: 'rtmpose-t_simcc-body7_pt-body7_420e-256x192-026a1439_20230504',
    sha256: 'a6c2f6a3896a4d51131d14d7a80a3d08b50f559af5a58a45d5b098aef510a70f',
  },
  {
    size: 's',
    crop: CROPS.small,
    archive: 'rtmpose-s_simcc-body7_pt-body7_420e-256x192-acd4a1ef_20230504',
    sha256: '9aeb635b83f86aea45cf45d85798f7eba1a162de8e0d721c44e54fe5eebaf47d',
  },
  {
    size: 'm',
    crop: CROPS.small,
    archive: 'rtmpose-m_simcc-body7_pt-body7_420e-256x192-e48f03d0_20230504',
    sha256: '5c0a4bf67953e6d2ac43ce15e77dc9d5d354ae18430a47d2c5963a7bc5683e3c',
    bytes: 54_330_655,
    aliases: ['rtmpose', 'human', 'body', 'body17'],
  },
  {
    size: 'l',
    crop: CROPS.small,
    archive: 'rtmpose-l_simcc-body7_pt-body7_420e-256x192-4dba18fc_20230504',
    sha256: 'cff059fd58a2c0d5fabaddcd66a96abcfb327563bcb0149ea59c9de4a8990fe2',
  },
  {
    size: 'm',
    crop: CROPS.large,
    archive: 'rtmpose-m_simcc-body7_pt-body7_420e-384x288-65e718c4_20230504',
  },
  {
    size: 'l',
    crop: CROPS.large,
    archive: 'rtmpose-l_simcc-body7_pt-body7_420e-384x288-3f5a1437_20230504',
    sha256: '62425affc6b9edba8f8a65f55f5e278fec5d905d0c90578e0f8503bdf3954587',
  },
  {
    size: 'x',
    crop: CROPS.large,
    archive: 'rtmpose-x_simcc-body7_pt-body7_700e-384x288-71d7b7e9_20230629',
    sha256: 'df0c0fa91e9870b1515dcaff741fd76cc753dcfb12786862f61b243bae81cd52',
  },
];

/** Halpe's 26 keypoints. */
const HALPE: readonly Body[] = [
  {
    size: 't',
    crop: CROPS.small,
    archive: 'rtmpose-t_simcc-body7_pt-body7-halpe26_700e-256x192-6020f8a6_20230605',
  },
  {
    size: 's',
    crop: CROPS.small,
    archive: 'rtmpose-s_simcc-body7_pt-body7-halpe26_700e-256x192-7f134165_20230605',
  },
  {
    size: 'm',
    crop: CROPS.small,
    archive: 'rtmpose-m_simcc-body7_pt-body7-halpe26_700e-256x192-4d3e73dd_20230605',
    sha256: '26f3a19e61304a600dfb82d1001d41d24343b89fc70a33ffc84657e0b0bf2ecf',
    bytes: 55_685_444,
    aliases: ['body26'],
  },
  {
    size: 'l',
    crop: CROPS.small,
    archive: 'rtmpose-l_simcc-body7_pt-body7-halpe26_700e-256x192-2abb7558_20230605',
  },
  {
    size: 'm',
    crop: CROPS.large,
    archive: 'rtmpose-m_simcc-body7_pt-body7-halpe26_700e-384x288-89e6428b_20230605',
  },
  {
    size: 'l',
    crop: CROPS.large,
    archive: 'rtmpose-l_simcc-body7_pt-body7-halpe26_700e-384x288-734182ce_20230605',
  },
  {
    size: 'x',
    crop: CROPS.large,
    archive: 'rtmpose-x_simcc-body7_pt-body7-halpe26_700e-384x288-7fb6e239_20230606',
  },
];

/** Catalogue entries of bodies. */
export const RTMPOSE: readonly ModelEntry[] = [
  ...COCO.map((body) => entry(body, 'coco-17', 17)),
  ...HALPE.map((body) => entry(body, 'halpe-26', 26)),
];

function entry(body: Body, keypoints: KeypointSetName, count: number): ModelEntry {
  const { aliases = [], archive, bytes, crop, sha256, size } = body;
  const feet = count === 17 ? '' : '-26';
  // The largest one comes in one size alone, which its name need not tell.
  const pixels = crop === CROPS.large && size !== 'x' ? '-384' : '';
  return {
    name: `rtmpose-${size}${feet}${pixels}`,
    aliases,
    family: 'rtmpose',
    task: 'top-down',
    title: `RTMPose ${SIZES[size]}, ${crop.height}×${crop.width}: ${count} keypoints${feet && ', with the feet'}`,
    detector: DETECTORS[size],
    file: { ...(sha256 && { sha256 }), ...(bytes && { bytes }) },
    source: sdkArchive('rtmposev1', archive),
    licence: OPENMMLAB,
    contract: simccContract(keypoints, count, crop),
  };
}
