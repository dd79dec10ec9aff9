import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readBoxes } from './read-boxes.ts';

const VIDEO = { width: 640, height: 360, frames: 3 };

describe('boxes files', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-boxes-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: unknown) {
    const file = join(folder, 'boxes.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readBoxes(file, VIDEO);
  }

  it('reads the list of boxes a frame', async () => {
    const boxes = await read([
      [[1, 2, 30, 40]],
      [],
      [
        [5, 6, 70, 80, 0.5],
        [1, 1, 2, 2],
      ],
    ]);
    assert.deepEqual(boxes(0), [{ box: [1, 2, 30, 40], score: 1 }]);
    assert.deepEqual(boxes(1), []);
    assert.deepEqual(
      boxes(2).map(({ score }) => score),
      [0.5, 1],
    );
  });

  it('reads COCO detections, people alone, in any order', async () => {
    const boxes = await read([
      { image_id: 2, category_id: 1, bbox: [10, 20, 30, 40], score: 0.9 },
      { image_id: 0, category_id: 3, bbox: [1, 1, 5, 5], score: 0.9 },
      { image_id: 0, category_id: 1, bbox: [1, 1, 5, 5], score: 0.8 },
    ]);
    assert.deepEqual(boxes(2), [{ box: [10, 20, 40, 60], score: 0.9 }]);
    assert.deepEqual(boxes(0), [{ box: [1, 1, 6, 6], score: 0.8 }]);
    assert.deepEqual(boxes(1), []);
  });

  it('accepts boxes that reach over the edge', async () => {
    const boxes = await read([[[-20, -5, 30, 400]], [], []]);
    assert.equal(boxes(0).length, 1);
  });

  it('accepts boxes that reach over the edges by the size of the frame', async () => {
    const boxes = await read([[[-640, -360, 1280, 720, 0]], [], []]);
    assert.deepEqual(boxes(0), [{ box: [-640, -360, 1280, 720], score: 0 }]);
  });

  describe('with many boxes', () => {
    const FRAMES = 1000;
    const perFrame = (count: number) => Array.from({ length: count }, () => [1, 2, 30, 40]);
    const detections = (count: number, frames: number) =>
      Array.from({ length: count }, (_, index) => ({ image_id: index % frames, bbox: [1, 2, 29, 38] }));

    async function readLong(content: unknown) {
      const file = join(folder, 'long.json');
      await writeFile(file, JSON.stringify(content));
      return readBoxes(file, { ...VIDEO, frames: FRAMES });
    }

    it('reads 200 000 of them in either layout', async () => {
      for (const content of [
        detections(200 * FRAMES, FRAMES),
        Array.from({ length: FRAMES }, () => perFrame(200)),
      ]) {
        const boxes = await readLong(content);
        assert.equal(boxes(0).length, 200);
        assert.deepEqual(boxes(FRAMES - 1)[199], { box: [1, 2, 30, 40], score: 1 });
      }
    });

    it('reads a thousand in a frame', async () => {
      assert.equal((await read([perFrame(1000), [], []]))(0).length, 1000);
      assert.equal((await read(detections(1000, 1)))(0).length, 1000);
    });

    it('refuses more than a thousand in a frame', async () => {
      const refusal = { code: 'bboxes_invalid' };
      await assert.rejects(read([[], perFrame(1001), []]), { ...refusal, message: /^Frame 1: .*1000/ });
      await assert.rejects(read(detections(1001, 1)), { ...refusal, message: /^Frame 0: .*1000/ });
    });

    it('refuses a file that is too large, unread', async () => {
      const file = join(folder, 'large.json');
      await writeFile(file, '[]');
      await truncate(file, 64 * 1024 * 1024 + 1);
      await assert.rejects(readBoxes(file, VIDEO), { code: 'bboxes_invalid', message: /at most 67108864/ });
    });
  });

  const bad: [string, unknown, RegExp][] = [
    ['an empty file', '', /empty/],
    ['broken JSON', '[[[1,2', /not valid JSON/],
    ['an object', { a: 1 }, /must hold a JSON list/],
    ['another layout', [{ id: 1 }], /neither/],
    ['too few frames', [[], []], /2 frames.*3/],
    ['too many frames', [[], [], [], []], /4 frames.*3/],
    [
      'a text for a number',
      [[], [[1, 'x', 3, 4]], []],
      /Frame 1, box 0: value 1 must be a number, not a string/,
    ],
    ['null for a number', [[[1, 2, null, 4]], [], []], /Frame 0, box 0: value 2.*null/],
    [
      'three numbers',
      [
        [],
        [],
        [
          [1, 2, 3, 4],
          [1, 2, 3],
        ],
      ],
      /Frame 2, box 1: must have 4 or 5 numbers, not 3/,
    ],
    ['x2 before x1', [[[30, 2, 30, 40]], [], []], /Frame 0, box 0: x2 \(30\) must be greater than x1 \(30\)/],
    ['y2 before y1', [[[3, 50, 30, 40]], [], []], /Frame 0, box 0: y2/],
    ['a box outside', [[], [[700, 10, 800, 50]], []], /Frame 1, box 0: .*outside the frame of 640×360/],
    ['a box far to the left', [[], [[-641, 1, 30, 40]], []], /Frame 1, box 0: .*one frame size/],
    ['a box far above', [[[1, -1e6, 30, 40]], [], []], /Frame 0, box 0: .*one frame size/],
    ['a box far to the right', [[[1, 1, 1e308, 40]], [], []], /Frame 0, box 0: .*one frame size/],
    ['a box far below', [[[1, 1, 30, 721]], [], []], /Frame 0, box 0: .*one frame size/],
    [
      'a box of absurd size',
      [{ image_id: 1, bbox: [-1e308, 1, 1.7e308, 40] }],
      /Frame 1, box 0: .*one frame size/,
    ],
    ['a score above 1', [[[1, 1, 30, 40, 1.01]], [], []], /Frame 0, box 0: score must be from 0 to 1/],
    ['a score below 0', [{ image_id: 1, bbox: [1, 1, 2, 2], score: -0.1 }], /Frame 1, box 0: score.*-0.1/],
    ['an image that is no frame', [{ image_id: 3, bbox: [1, 1, 2, 2] }], /Frame 3, box 0: image_id/],
    ['no width', [{ image_id: 1, bbox: [1, 1, 0, 2] }], /Frame 1, box 0: x2/],
  ];
  for (const [name, content, message] of bad) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(read(content), (error: Error & { code: string }) => {
        assert.equal(error.code, 'bboxes_invalid');
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
