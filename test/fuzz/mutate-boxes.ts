/** Boxes files of every layout, and ways to spoil them. */
import type { SeededRandom } from '../support/seeded-random.ts';

/** Frames and size of the video that the boxes are for. */
const FRAMES = 10;
const BOX = [20, 10, 90, 110];
const SIZED = [20, 10, 70, 100];
const frames = <T>(make: (frame: number) => T) => Array.from({ length: FRAMES }, (_, frame) => make(frame));

/** Whole files, by layout. */
const LAYOUTS: Readonly<Record<string, unknown>> = {
  'per-frame list': frames((frame) => (frame % 3 === 2 ? [] : [BOX, [...BOX, 0.5]])),
  'COCO detections': frames((image_id) => ({ image_id, category_id: 1, bbox: SIZED, score: 0.9 })),
  tracked: frames((frame_id) => ({
    frame_id,
    boxes: [
      { id: 1, bbox: BOX },
      { id: 2, bbox: BOX, score: 0.5 },
    ],
  })),
  predictions: frames((frame_id) => ({
    frame_id,
    instances: [{ keypoints: [[30, 40]], keypoint_scores: [1], bbox: [BOX], bbox_score: 0.9, track_id: 1 }],
  })),
  'demo predictions': {
    meta_info: { dataset_name: 'coco', sigmas: [0.1] },
    instance_info: frames((index) => ({ frame_id: index + 1, instances: [{ bbox: [BOX] }] })),
  },
  MOTChallenge: frames((frame) => `${frame + 1},1,20,10,70,100,0.9,-1,-1,-1\n`).join(''),
};

/** What may stand in place of a number or anywhere. */
const ODD = [
  'NaN',
  'Infinity',
  '-1',
  '1e999',
  '-1e308',
  '1e16',
  '9'.repeat(400),
  '0.1e-400',
  'null',
  'true',
  '""',
  '"x"',
  '{}',
  '[]',
  '[[',
  ']',
  '\0',
  '\ud800',
  ',',
  '"frame_id":',
  '"bbox":null',
  '/* */',
] as const;

type Way = (text: string, random: SeededRandom) => string | Buffer;

const WAYS: Readonly<Record<string, Way>> = {
  'a number replaced': (text, random) => replaceNumber(text, random, random.pick(ODD)),
  'numbers replaced': (text, random) =>
    [1, 2, 3, 4].reduce((before) => replaceNumber(before, random, random.pick(ODD)), text),
  'something put in': (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(ODD) + text.slice(at);
  },
  truncated: (text, random) => text.slice(0, random.below(text.length + 1)),
  'a piece cut out': (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + random.below(40));
  },
  'a piece repeated': (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at + random.below(200)) + text.slice(at);
  },
  'nested deeply': (text, random) => {
    const depth = random.pick([100, 10_000, 1_000_000]);
    const at = random.pick([0, random.below(text.length)]);
    return text.slice(0, at) + random.pick(['[', '{"a":']).repeat(depth) + text.slice(at);
  },
  'an object nested in a field': (text, random) => {
    const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    return replaceNumber(text, random, nested);
  },
  'a giant array': (text, random) => {
    const many = random.pick([1000, 100_000, 1_000_000]);
    return replaceNumber(text, random, `${random.pick(['1', '[]', '{}', '[1,2,3,4]'])},`.repeat(many));
  },
  'too many frames': (_text, random) => `[${'[],'.repeat(random.pick([20, 1_000_000]))}[]]`,
  'bytes changed': (text, random) => {
    const bytes = Buffer.from(text);
    for (let left = 1 + random.below(8); left > 0; left -= 1)
      bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  'in UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'with a byte order mark': (text) => `\ufeff${text}`,
  'as one string': (text) => JSON.stringify(text),
  'keys repeated': (text) => text.replaceAll('{', '{"frame_id":-5,"bbox":[],'),
  untouched: (text) => text,
};

/** A boxes file that was tampered with, and what was done. */
export function mutateBoxes(random: SeededRandom): { bytes: Buffer; ways: string[] } {
  const layout = random.pick(Object.keys(LAYOUTS));
  const content = LAYOUTS[layout];
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const way = random.pick(Object.keys(WAYS));
  return { bytes: Buffer.from(WAYS[way]?.(text, random) ?? text), ways: [layout, way] };
}

function replaceNumber(text: string, random: SeededRandom, by: string): string {
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
  if (numbers.length === 0) return text + by;
  const { index, 0: number } = random.pick(numbers);
  return text.slice(0, index) + by + text.slice(index + number.length);
}
