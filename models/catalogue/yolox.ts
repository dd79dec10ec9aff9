/** YOLOX (Ge et al. 2021) as a detector of people: OpenMMLab's, trained on Human-Art, and Megvii's own, on COCO. */
import { letterboxInput } from './letterbox-input.ts';
import type { ModelContract } from './model-contract.ts';
import type { ModelEntry, ModelFile, ModelLicence } from './model-entry.ts';
import { OPENMMLAB, sdkArchive } from './openmmlab.ts';

const MEGVII: ModelLicence = { weights: 'Apache-2.0', carrier: 'Apache-2.0', author: 'Megvii (YOLOX)' };
const MEGVII_PAGE = 'https://github.com/Megvii-BaseDetection/YOLOX';
const MEGVII_FILES = `${MEGVII_PAGE}/releases/download/0.1.1rc0`;

/** Strides of the three grids, and the overlap above which a box goes: those of YOLOX's own demonstration. */
const STRIDES = [8, 16, 32];
const NMS = 0.45;
const COCO_CLASSES = 80;

const SIDES = { nano: 416, tiny: 416, s: 640, m: 640, l: 640, x: 640 } as const;
type Size = keyof typeof SIZES;
const SIZES = {
  nano: 'nano',
  tiny: 'tiny',
  s: 'small',
  m: 'medium',
  l: 'large',
  x: 'extra large',
} as const;

/** Catalogue entries of the family. */
export const YOLOX: readonly ModelEntry[] = [
  humanArt('nano', '40f6f0d0', {
    sha256: '1450966de24902b18aada1a78913d7efd8fc8dcd51bd4d0d5591476bd4a38821',
    bytes: 3_722_395,
  }),
  humanArt('tiny', '6f3252f9', {
    sha256: 'ceb11c07298f95c50d7c5abeb906d03340c85f23aa79e3e66966e7fb6c307250',
  }),
  humanArt('s', '3ef259a7', {
    sha256: '332e09ea9696e3401049b6c5314851db020b6430f85da159e65f37034ab3aee8',
  }),
  humanArt(
    'm',
    'c2c7a14a',
    {
      sha256: '3dea6513388889f0fff4b77bf7a26013600321b9eb9ceb0e9a400a82572f5f23',
      bytes: 101_400_344,
    },
    ['yolox'],
  ),
  humanArt('l', 'ce1d7a62', {
    sha256: '0e7a169bb6b2f439c318f727fd894b1405c30280baca676e6a5c7d1f8cb52876',
  }),
  humanArt('x', 'a39d44ed', {
    sha256: '8e9ea96a176bd48501eaaa77216e49ee30794d2f8ba80c7b9862beca4ea972da',
  }),
  megvii('nano', {
    sha256: 'c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d',
    bytes: 3_659_407,
  }),
  megvii('tiny', {
    sha256: '427cc366d34e27ff7a03e2899b5e3671425c262ea2291f88bb942bc1cc70b0f7',
    bytes: 20_219_662,
  }),
  megvii('s', { sha256: 'c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063' }),
  megvii('m', { sha256: '21ff6cfdeb53b013bac2249599e55f00bff3cfdfdab37ed7a4620818c1d15b3f' }),
  megvii('l', { sha256: '7860ae79de6c89a3c1eb72ae9a2756c0ccfbe04b7791bb5880afabd97855a411' }),
  megvii('x', { sha256: 'c892d7aaf1c4746d8a4d675bec669a4db4f434b4ee1efb654bc9b353379c7c55' }),
];

function humanArt(size: Size, hash: string, file: ModelFile, aliases: readonly string[] = []): ModelEntry {
  const side = SIDES[size];
  return {
    name: `yolox-${size}`,
    aliases,
    family: 'yolox',
    task: 'detector',
    title: `YOLOX ${SIZES[size]}, ${side}×${side}, trained on photographs and works of art (Human-Art)`,
    file,
    source: sdkArchive('rtmposev1', `yolox_${size}_8xb8-300e_humanart-${hash}`),
    licence: OPENMMLAB,
    contract: {
      input: letterboxInput('input', side),
      outputs: [
        { name: 'dets', shape: [1, 'detections', 5] },
        { name: 'labels', shape: [1, 'detections'] },
      ],
      decode: { kind: 'detections', person: 0 },
    },
  };
}

function megvii(size: Size, file: ModelFile): ModelEntry {
  const side = SIDES[size];
  return {
    name: `yolox-${size}-coco`,
    aliases: [],
    family: 'yolox',
    task: 'detector',
    title: `YOLOX ${SIZES[size]}, ${side}×${side}, trained on photographs (COCO)`,
    file,
    source: { kind: 'url', url: `${MEGVII_FILES}/yolox_${size}.onnx`, origin: MEGVII_PAGE },
    licence: MEGVII,
    contract: gridContract(side),
  };
}

function gridContract(side: number): ModelContract {
  const cells = STRIDES.reduce((sum, stride) => sum + (side / stride) ** 2, 0);
  return {
    input: letterboxInput('images', side),
    outputs: [{ name: 'output', shape: [1, cells, 5 + COCO_CLASSES] }],
    decode: { kind: 'yolox-grid', strides: STRIDES, person: 0, nms: NMS },
  };
}
