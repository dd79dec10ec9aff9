import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { PosefleetError } from '../../core/errors.ts';
import type { BoxHint } from '../instance.ts';
import { type BoxesByFrame, readBoxes } from './read-boxes.ts';

const VIDEO = { width: 640, height: 360, frames: 3 };

const BOX = [10, 20, 110.5, 220];
const FILES: Record<string, unknown> = {
  'a list a frame': [[BOX], [], [[...BOX, 0.5], BOX]],
  'COCO detections': [
    { image_id: 0, category_id: 1, bbox: BOX, score: 0.5 },
    { image_id: 2, bbox: BOX },
  ],
  'tracked boxes': [
    {
      frame_id: 0,
      boxes: [
        { id: 1, bbox: BOX },
        { id: 2, bbox: BOX, score: 0.5 },
      ],
    },
    { frame_id: 2, boxes: [] },
  ],
  'predictions as a list': [
    {
      frame_id: 0,
      instances: [
        { keypoints: [[1, 2]], keypoint_scores: [1], bbox: [BOX], bbox_score: 0.5, track_id: 1 },
        { bbox: [BOX], track_id: 2, id: 2 },
      ],
      timestamp: 0,
    },
  ],
  'predictions as an object': {
    meta_info: { dataset_name: 'coco', sigmas: [0.1] },
    instance_info: [{ frame_id: 3, instances: [{ bbox: [BOX] }] }],
  },
  'MOTChallenge’s lines': '1,1,10,20,30,40,0.5,-1\n1,2,10,20,30,40,1,-1\r\n\n3,-1,10,20,30,40\n',
};

/** What could stand where a value was. */
const odd = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'null',
    'NaN',
    '-1',
    '0',
    '1e999',
    '-1e308',
    '1e16',
    '""',
    '[]',
    '{}',
    '[[',
    '\u0000',
  ),
  fc.constantFrom(
    '"frame_id":',
    '"boxes":',
    '"instances":[]',
    '"instance_info":',
    ',',
    '\n',
    '#',
    '\\',
    '"',
    'é',
  ),
  fc.double().map(String),
  fc.string({ maxLength: 4 }),
);

/** Changes of a text: at a place, some characters or a whole number are replaced by something odd or by a copy. */
const change = fc.record({
  place: fc.nat(),
  taken: fc.nat({ max: 6 }),
  isNumber: fc.boolean(),
  put: fc.oneof(odd, fc.nat()),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, { place, taken, isNumber, put }: Change): string {
  const numbers = [...text.matchAll(/-?[\d.]+/g)];
  const number = isNumber ? numbers[place % Math.max(1, numbers.length)] : undefined;
  const begin = number?.index ?? place % (text.length + 1);
  const end = number === undefined ? begin + taken : begin + number[0].length;
  const from = typeof put === 'number' ? put % (text.length + 1) : 0;
  return (
    text.slice(0, begin) + (typeof put === 'number' ? text.slice(from, from + 40) : put) + text.slice(end)
  );
}

function requireGood({ box: [x1, y1, x2, y2], score, id }: BoxHint): void {
  assert.ok([x1, y1, x2, y2].every(Number.isFinite) && x2 > x1 && y2 > y1, `${x1},${y1},${x2},${y2}`);
  assert.ok(x1 < VIDEO.width && y1 < VIDEO.height && x2 > 0 && y2 > 0);
  assert.ok(score >= 0 && score <= 1, `score ${score}`);
  assert.ok(id === undefined || (Number.isSafeInteger(id) && id >= 0), `id ${id}`);
}

function requireGoodFrames(boxes: BoxesByFrame): void {
  for (const hints of [0, 1, 2].map(boxes)) {
    hints.forEach(requireGood);
    const ids = hints.flatMap(({ id }) => id ?? []);
    assert.equal(new Set(ids).size, ids.length, 'ids are distinct');
  }
}

describe('a boxes file that was tampered with', () => {
  let file: string;
  before(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'posefleet-boxes-')), 'boxes');
  });
  after(() => rm(join(file, '..'), { recursive: true }));

  for (const [name, content] of Object.entries(FILES)) {
    it(`is read as good boxes or refused as a boxes file: ${name}`, async () => {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      const ends = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
          await writeFile(file, changes.reduce(changed, text));
          try {
            requireGoodFrames(await readBoxes(file, VIDEO));
            ends.read += 1;
          } catch (error) {
            assert.ok(error instanceof PosefleetError, `${error}`);
            assert.equal(error.code, 'bboxes_invalid');
            assert.ok(error.message.length < 1200, `${error.message.length} characters`);
            ends.refused += 1;
          }
        }),
        { numRuns: 500 },
      );
      assert.ok(ends.read > 20 && ends.refused > 20, JSON.stringify(ends));
    });
  }
});
