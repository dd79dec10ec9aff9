/**
 * ViTPose (Xu et al. 2022). The ONNX files are those of easy_ViTPose, which splits the multi-task models of the authors
 * into one file a set of keypoints.
 */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';
import { boxInput } from './box-input.ts';
import type { ModelContract } from './model-contract.ts';
import type { ModelEntry, ModelFile, ModelLicence } from './model-entry.ts';

const PAGE = 'https://huggingface.co/JunkyByte/easy_ViTPose';
const LICENCE: ModelLicence = {
  weights: 'Apache-2.0',
  carrier: 'Apache-2.0',
  author: 'ViTAE-Transformer (ViTPose), converted by JunkyByte (easy_ViTPose)',
};

const SIZES = { s: 'small', b: 'base', l: 'large', h: 'huge' } as const;
type Size = keyof typeof SIZES;

/** The kinds of models: their folder, the end of our names, and what they give. */
const KINDS = {
  coco: { suffix: '', keypoints: 'coco-17', count: 17, what: '17 keypoints' },
  coco_25: { suffix: '-25', keypoints: 'coco-25', count: 25, what: '25 keypoints, with the feet' },
  wholebody: {
    suffix: '-wholebody',
    keypoints: 'coco-wholebody-133',
    count: 133,
    what: '133 keypoints of body, face and hands',
  },
} as const satisfies Record<string, Kind>;

interface Kind {
  suffix: string;
  keypoints: KeypointSetName;
  count: number;
  what: string;
}

/** Catalogue entries of the family. */
export const VITPOSE: readonly ModelEntry[] = [
  published('s', 'coco', { sha256: '4fa1d994578f76eb96e95f3cebecb6ebecd7021a85d16b4f4de8eb4441006da5' }),
  published(
    'b',
    'coco',
    {
      sha256: '26e215fd6e27305824f13db0a0d0b597c3c4adf030dd66cbadf2228256f4af25',
      bytes: 360_123_609,
    },
    ['vitpose'],
  ),
  published('l', 'coco', {}),
  huge(),
  published('s', 'coco_25', { sha256: '7c9afc0351b3183c1d71f0b48d52e8be453bc817f0a8ccbe1e43987510b0b05b' }),
  published('b', 'coco_25', { sha256: '4a4917141e97e2baa2720d081b1f2b360de12e0c78b4f2d06673b981b1743fa7' }, [
    'vitpose-25',
  ]),
  published('l', 'coco_25', { sha256: '9b3aa9998a25cdb08bff49e8f21ee2ec2c278b968f1bd5e70ccea1fb17cb970c' }),
  published('s', 'wholebody', { sha256: 'ccac893a8ad6da7d43f9655047acf48e482e66922db7f4273a3b615cea989127' }),
  published(
    'b',
    'wholebody',
    { sha256: '017c08e161bfa2c72a96297b3b6de975ecd83c65c4fd56fb5b0bfc1298709069' },
    ['vitpose-wholebody'],
  ),
  published('l', 'wholebody', { sha256: '89bdf6692d9224dbd5004dcef23a9ba2d54c5776212b359d5a5b5068ac14fd08' }),
];

function published(
  size: Size,
  kind: keyof typeof KINDS,
  file: ModelFile,
  aliases: readonly string[] = [],
): ModelEntry {
  const url = `${PAGE}/resolve/main/onnx/${kind}/vitpose-${size}-${kind}.onnx`;
  return { ...described(size, kind), aliases, file, source: { kind: 'url', url, origin: PAGE } };
}

/**
 * An ONNX file holds 2 GiB at most; in fp32 this model has more. It is published as a graph beside one file a tensor,
 * so that its owner makes one file of it, in fp16, and brings that.
 */
function huge(): ModelEntry {
  const origin = `${PAGE}/tree/main/onnx/coco (vitpose-h-coco, in many files: make one of them, in fp16)`;
  return { ...described('h', 'coco'), aliases: [], file: {}, source: { kind: 'added', origin } };
}

function described(size: Size, kind: keyof typeof KINDS): Omit<ModelEntry, 'aliases' | 'file' | 'source'> {
  const { suffix, what } = KINDS[kind];
  return {
    name: `vitpose-${size}${suffix}`,
    family: 'vitpose',
    task: 'top-down',
    title: `ViTPose ${SIZES[size]}: ${what}`,
    detector: size === 's' ? 'yolox-tiny' : 'yolox-m',
    licence: LICENCE,
    contract: contract(KINDS[kind]),
  };
}

/** Trained with unbiased data processing; DARK with the kernel of MMPose's `UDPHeatmap`. */
function contract({ keypoints, count }: Kind): ModelContract {
  return {
    input: boxInput('input_0', { width: 192, height: 256 }, true),
    outputs: [{ name: 'output_0', shape: ['batch', count, 64, 48] }],
    decode: { kind: 'heatmap', refine: 'dark', kernel: 11 },
    keypoints,
  };
}
