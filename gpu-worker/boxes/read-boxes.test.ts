import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { frameLine } from '../predictions/frame-line.ts';
import { readBoxes } from './read-boxes.ts';

const VIDEO = { width: 640, height: 360, frames: 3 };

describe('boxes files', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-boxes-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: unknown, video = VIDEO) {
    const file = join(folder, 'boxes');
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(file, isRaw ? content : JSON.stringify(content));
    return readBoxes(file, video);
  }

  /** All frames' boxes. */
  async function readAll(content: unknown) {
    const boxes = await read(content);
    return [0, 1, 2].map(boxes);
  }

  it('may be the list of boxes a frame', async () => {
    const frames = [
      [[1, 2, 30, 40]],
      [],
      [
        [5, 6, 70, 80, 0.5],
        [1, 1, 2, 2],
      ],
    ];
    assert.deepEqual(await readAll(frames), [
      [{ box: [1, 2, 30, 40], score: 1 }],
      [],
      [
        { box: [5, 6, 70, 80], score: 0.5 },
        { box: [1, 1, 2, 2], score: 1 },
      ],
    ]);
  });

  it('may have as many lists as the video may have frames, where that is not known before it is decoded', async () => {
    const video = { ...VIDEO, frames: 6, fewestFrames: 4 };
    const lists = (count: number) => Array.from({ length: count }, () => []);
    for (const count of [4, 5, 6]) await read(lists(count), video);
    for (const count of [3, 7])
      await assert.rejects(read(lists(count), video), {
        message: /lists for . frames, the video has 4 to 6\./,
      });
  });

  it('may be COCO detections, people alone, in any order', async () => {
    const detections = [
      { image_id: 2, category_id: 1, bbox: [10, 20, 30, 40], score: 0.9 },
      { image_id: 0, category_id: 3, bbox: [1, 1, 5, 5], score: 0.9 },
      { image_id: 0, category_id: 1, bbox: [1, 1, 5, 5], score: 0.8 },
    ];
    assert.deepEqual(await readAll(detections), [
      [{ box: [1, 1, 6, 6], score: 0.8 }],
      [],
      [{ box: [10, 20, 40, 60], score: 0.9 }],
    ]);
  });

  it('may be tracked boxes, with gaps and in any order', async () => {
    const tracked = [
      { frame_id: 2, boxes: [{ id: 7, bbox: [1, 2, 30, 40], score: 0.5 }] },
      {
        frame_id: 0,
        boxes: [
          { id: 0, bbox: [1, 2, 30, 40] },
          { id: 7, bbox: [50, 2, 80, 40] },
        ],
      },
    ];
    assert.deepEqual(await readAll(tracked), [
      [
        { box: [1, 2, 30, 40], score: 1, id: 0 },
        { box: [50, 2, 80, 40], score: 1, id: 7 },
      ],
      [],
      [{ box: [1, 2, 30, 40], score: 0.5, id: 7 }],
    ]);
  });

  describe('of predictions', () => {
    const people = (fields: object) => [{ keypoints: [[1, 2]], keypoint_scores: [0.9], ...fields }];
    const bbox = [[1, 2, 30, 40]];

    it('may be the list of MMPose’s inferencer, in which frames count from 0', async () => {
      const list = [
        { frame_id: 0, instances: people({ bbox, bbox_score: 0.75 }) },
        { frame_id: 2, instances: people({ bbox }) },
      ];
      assert.deepEqual(await readAll(list), [
        [{ box: [1, 2, 30, 40], score: 0.75 }],
        [],
        [{ box: [1, 2, 30, 40], score: 1 }],
      ]);
    });

    it('may be the object of MMPose’s demo, in which they count from 1', async () => {
      const demo = {
        meta_info: { dataset_name: 'coco', keypoint_id2name: { 0: 'no]s"e\\' } },
        instance_info: [
          { frame_id: 1, instances: people({ bbox, bbox_score: 0.75 }) },
          { frame_id: 3, instances: [] },
        ],
      };
      assert.deepEqual(await readAll(demo), [[{ box: [1, 2, 30, 40], score: 0.75 }], [], []]);
      await assert.rejects(
        read({ instance_info: [{ frame_id: 0, instances: [] }] }),
        /Entry 0: frame_id must be the number of a frame, 1 to 3, not 0/,
      );
    });

    it('have the ids of this service’s own files, the caller’s before the track’s', async () => {
      const person = {
        keypoints: Float32Array.of(1, 2),
        scores: Float32Array.of(0.9),
        box: [1, 2, 30, 40],
        boxScore: 0.5,
      } as const;
      const lines = [
        frameLine(0, 0, [{ ...person, trackId: 12 }]),
        frameLine(1, 0.04, []),
        frameLine(2, 0.08, [{ ...person, trackId: 4, id: 4 }]),
      ];
      assert.deepEqual(await readAll(`[\n${lines.join(',\n')}\n]\n`), [
        [{ box: [1, 2, 30, 40], score: 0.5, id: 12 }],
        [],
        [{ box: [1, 2, 30, 40], score: 0.5, id: 4 }],
      ]);
      const both = [{ frame_id: 0, instances: people({ bbox, id: 3, track_id: 9 }) }];
      assert.equal((await read(both))(0)[0]?.id, 3);
    });
  });

  describe('of MOTChallenge’s lines', () => {
    it('count frames from 1, and have ids and scores where they are not -1', async () => {
      const lines = [
        '1,3,10,20,30,40,0.5,-1,-1,-1',
        '1,-1,50,20,30,40,1,-1,-1,-1',
        '3,3,10.5,20.25,30,40,-1,-1,-1,-1',
        '3,8,10,20,30,40',
      ];
      const expected = [
        [
          { box: [10, 20, 40, 60], score: 0.5, id: 3 },
          { box: [50, 20, 80, 60], score: 1 },
        ],
        [],
        [
          { box: [10.5, 20.25, 40.5, 60.25], score: 1, id: 3 },
          { box: [10, 20, 40, 60], score: 1, id: 8 },
        ],
      ];
      assert.deepEqual(await readAll(lines.join('\n')), expected);
    });

    it('may have blank lines, comments, spaces, the ends of Windows and a byte order mark', async () => {
      const text =
        '\ufeff# frame,id,x,y,w,h,score\r\n\r\n 1 , 3 , 10, 20, 30, 40, 5e-1\r\n\t\r\n3.0,4.00,1,1,2,2,1.00,a\r\n';
      assert.deepEqual(await readAll(text), [
        [{ box: [10, 20, 40, 60], score: 0.5, id: 3 }],
        [],
        [{ box: [1, 1, 3, 3], score: 1, id: 4 }],
      ]);
    });
  });

  it('tell the largest id of all frames', async () => {
    const ids = async (content: unknown) => (await read(content)).largestId;
    assert.equal(await ids('1,3,1,1,2,2\n2,-1,1,1,2,2\n3,12,1,1,2,2\n3,4,1,1,2,2\n'), 12);
    assert.equal(await ids('1,-1,1,1,2,2\n'), undefined);
  });

  it('are told by their content, with white space and a byte order mark before it', async () => {
    assert.deepEqual(await readAll('\ufeff \r\n\t[ [ ] , [ ] ,[[1,2,30,40] ] ] \n'), [
      [],
      [],
      [{ box: [1, 2, 30, 40], score: 1 }],
    ]);
  });

  it('may have boxes that reach over the edges by the size of the frame', async () => {
    const [first] = await readAll([[[-640, -360, 1280, 720, 0]], [], []]);
    assert.deepEqual(first, [{ box: [-640, -360, 1280, 720], score: 0 }]);
  });

  describe('with many boxes', () => {
    const FRAMES = 1000;
    const LONG = { ...VIDEO, frames: FRAMES };
    const range = (count: number) => Array.from({ length: count }, (_, index) => index);
    /** So many boxes in each of so many frames, in every layout. */
    const layouts: Record<string, (frames: number, count: number) => unknown> = {
      'a list a frame': (frames, count) =>
        range(FRAMES).map((frame) => (frame < frames ? range(count).map(() => [1, 2, 30, 40]) : [])),
      'COCO detections': (frames, count) =>
        range(frames * count).map((box) => ({ image_id: box % frames, bbox: [1, 2, 29, 38] })),
      'tracked boxes': (frames, count) =>
        range(frames).map((frame_id) => ({
          frame_id,
          boxes: range(count).map((id) => ({ id, bbox: [1, 2, 30, 40] })),
        })),
      predictions: (frames, count) =>
        range(frames).map((frame_id) => ({
          frame_id,
          instances: range(count).map((track_id) => ({ bbox: [[1, 2, 30, 40]], track_id })),
        })),
      'MOTChallenge’s lines': (frames, count) =>
        range(frames * count)
          .map((box) => `${(box % frames) + 1},${box},1,2,29,38,1`)
          .join('\n'),
    };
    for (const [name, make] of Object.entries(layouts)) {
      it(`hold 200 000 of them as ${name}`, async () => {
        const boxes = await read(make(FRAMES, 200), LONG);
        for (const frame of [0, FRAMES - 1]) {
          assert.equal(boxes(frame).length, 200);
          assert.deepEqual(boxes(frame)[199]?.box, [1, 2, 30, 40]);
        }
      });

      it(`hold a thousand a frame as ${name}, and no more`, async () => {
        assert.equal((await read(make(1, 1000), LONG))(0).length, 1000);
        await assert.rejects(read(make(1, 1001), LONG), {
          code: 'bboxes_invalid',
          message: /^Frame [01]: .*1000/,
        });
      });
    }

    it('are refused, unread, when they are too large', async () => {
      const file = join(folder, 'large');
      await writeFile(file, '[]');
      await truncate(file, 64 * 1024 * 1024 + 1);
      await assert.rejects(readBoxes(file, VIDEO), { code: 'bboxes_invalid', message: /at most 67108864/ });
    });

    it('are refused when a single value is too large to be a frame, or nested without end', async () => {
      await assert.rejects(
        read(`[[],${'['.repeat(1e6)}${']'.repeat(1e6)},[]]`),
        /Frame 1, box 0: must have 4/,
      );
      const large = Buffer.alloc(17 * 1024 * 1024, ' ');
      large.write('[', 0);
      large.write(']', large.length - 1);
      await assert.rejects(read(`[[],${large},[]]`), /more than 16777216 bytes, at byte 4/);
    });
  });

  const tracked = (...boxes: unknown[]) => [{ frame_id: 1, boxes }];
  const predicted = (...instances: unknown[]) => [{ frame_id: 1, instances }];
  const bbox = [1, 2, 30, 40];
  const bad: [string, unknown, RegExp][] = [
    ['an empty file', '', /empty/],
    ['a file of blank lines', ' \r\n\n', /empty/],
    ['a file of comments', '# nobody\n', /empty/],
    ['broken JSON', '[[[1,2', /not valid JSON at byte 6/],
    ['a broken value', '[[[1,2,x]],[],[]]', /not valid JSON at byte 1: .*x/],
    ['a missing comma', '[[] []]', /not valid JSON at byte 4: \] was expected/],
    ['a missing value', '[[],]', /not valid JSON at byte 4/],
    ['a text without end', '["a\\"', /not valid JSON at byte 5: it ends within a text/],
    ['wrong brackets', '[[1}]', /not valid JSON at byte 1/],
    ['something after the end', '[[],[],[]],', /not valid JSON at byte 10: something follows/],
    ['a number as a name', '{1:2}', /not valid JSON at byte 2: a name was expected/],
    ['an object', { a: [1], b: 1 }, /no layout that is known: it is an object with "a", "b"\. .*COCO/],
    ['an empty object', {}, /it is an empty object/],
    [
      'another layout',
      [{ id: 1, box: 2 }],
      /no layout that is known: its first entry is an object with "id"/,
    ],
    ['a list of numbers', [1, 2, 3, 4], /its first entry is 1\./],
    ['a list of words', ['a'], /its first entry is the text "a"/],
    ['prose', 'Hello, 1, 2, 3, 4, 5, 6\n', /no layout that is known: it begins with the text "Hello, 1/],
    ['JSON that is no list', '"boxes"', /it begins with the text "\\"boxes\\""/],
    ['binary data', Buffer.from([0, 255, 254, 10, 7]), /it begins with the text "\\u0000/],
    ['a MOT file with a header', 'frame,id,x,y,w,h\n1,1,1,1,2,2\n', /it begins with the text "frame,id/],
    ['MOT with spaces for commas', '1 1 1 1 2 2 1\n', /it begins with the text "1 1 1/],
    [
      'what may be of two layouts',
      [{ frame_id: 0, boxes: [], instances: [] }],
      /may be tracked boxes or predictions/,
    ],
    [
      'a second layout',
      [[], { image_id: 1, bbox }, []],
      /Entry 1 .*an object with "image_id".*boxes a frame/,
    ],
    [
      'a second layout of objects',
      [
        { image_id: 1, bbox },
        { frame_id: 1, boxes: [] },
      ],
      /Entry 1 .*"frame_id", "boxes"; the first is of COCO/,
    ],
    ['null among the frames', [[], null, []], /Entry 1 .*null/],

    ['an empty list', [], /0 frames.*3/],
    ['too few frames', [[], []], /2 frames.*3/],
    ['too many frames', [[], [], [], []], /4 frames.*3/],
    [
      'a text for a number',
      [[], [[1, 'x', 3, 4]], []],
      /Frame 1, box 0: value 1 must be a number, not the text "x"/,
    ],
    ['null for a number', [[[1, 2, null, 4]], [], []], /Frame 0, box 0: value 2.*null/],
    ['an infinite number', '[[[1,2,1e999,4]],[],[]]', /Frame 0, box 0: value 2.*Infinity/],
    ['three numbers', [[], [], [bbox, [1, 2, 3]]], /Frame 2, box 1: must have 4 or 5 numbers, not 3/],
    ['a box that is no list', [[{}], [], []], /Frame 0, box 0: must be a list of numbers, not an object/],
    ['x2 before x1', [[[30, 2, 30, 40]], [], []], /Frame 0, box 0: x2 \(30\) must be greater than x1 \(30\)/],
    ['y2 before y1', [[[3, 50, 30, 40]], [], []], /Frame 0, box 0: y2/],
    ['a box outside', [[], [[700, 10, 800, 50]], []], /Frame 1, box 0: .*outside the frame of 640×360/],
    ['a box far to the left', [[], [[-641, 1, 30, 40]], []], /Frame 1, box 0: .*one frame size/],
    ['a box far above', [[[1, -1e6, 30, 40]], [], []], /Frame 0, box 0: .*one frame size/],
    ['a box far to the right', [[[1, 1, 1e308, 40]], [], []], /Frame 0, box 0: .*one frame size/],
    ['a box far below', [[[1, 1, 30, 721]], [], []], /Frame 0, box 0: .*one frame size/],
    ['a score above 1', [[[1, 1, 30, 40, 1.01]], [], []], /Frame 0, box 0: score.*0 to 1, not 1.01/],

    [
      'a detection of absurd size',
      [{ image_id: 1, bbox: [-1e308, 1, 1.7e308, 40] }],
      /Frame 1, detection 0: .*one frame size/,
    ],
    ['a detection of no frame', [{ image_id: 3, bbox }], /Detection 0: image_id .* 0 to 2, not 3/],
    ['a detection before the first frame', [{ image_id: -1, bbox }], /Detection 0: image_id/],
    ['a detection between frames', [{ image_id: 0.5, bbox }], /Detection 0: image_id/],
    ['a detection of a file name', [{ image_id: '0.jpg', bbox }], /image_id .*not the text "0.jpg"/],
    [
      'a detection without width',
      [{ image_id: 1, bbox: [1, 1, 0, 2] }],
      /Frame 1, detection 0: its width .*0/,
    ],
    ['a detection without height', [{ image_id: 1, bbox: [1, 1, 2, -2] }], /its height .*not -2/],
    ['a detection of next to no width', [{ image_id: 1, bbox: [99, 1, 1e-20, 2] }], /x2 \(99\)/],
    ['a detection with a score below 0', [{ image_id: 1, bbox, score: -0.1 }], /detection 0: score.*-0.1/],
    ['a detection with a score that is null', [{ image_id: 1, bbox, score: null }], /score.*null/],
    ['a category by name', [{ image_id: 1, bbox, category_id: 'person' }], /category_id must be a number/],

    ['a tracked frame twice', [...tracked(), ...tracked()], /Entry 1: frame 1 was there before/],
    ['a tracked frame beyond the video', [{ frame_id: 3, boxes: [] }], /Entry 0: frame_id .*0 to 2, not 3/],
    ['tracked boxes that are no list', [{ frame_id: 1, boxes: {} }], /Frame 1: boxes must be a list/],
    ['a tracked box without an id', tracked({ bbox }), /Frame 1, box 0: .*id and bbox/],
    ['a tracked box that is a list', tracked(bbox), /Frame 1, box 0: .*id and bbox/],
    ['an id that is a text', tracked({ id: 'ann', bbox }), /box 0: id .*whole number.*"ann"/],
    ['an id below 0', tracked({ id: -1, bbox }), /box 0: id .*whole number.*-1/],
    ['an id between numbers', tracked({ id: 1.5, bbox }), /box 0: id .*1.5/],
    ['an id that is not exact', tracked({ id: 1e16, bbox }), /box 0: id .*10000000000000000/],
    [
      'an id twice',
      tracked({ id: 4, bbox }, { id: 2, bbox }, { id: 4, bbox }),
      /Frame 1, box 2: id 4 is there twice/,
    ],

    ['a predicted frame twice', [...predicted(), ...predicted()], /Entry 1: frame 1 was there before/],
    ['predictions that are no list', [{ frame_id: 1, instances: null }], /Frame 1: instances must be a list/],
    ['a prediction without a box', predicted({ keypoints: [] }), /Frame 1, instance 0: .*bbox/],
    ['a prediction that is null', predicted(null), /Frame 1, instance 0: .*bbox/],
    ['a box that is not nested twice', predicted({ bbox }), /instance 0: bbox must be \[\[x1/],
    ['two boxes of a person', predicted({ bbox: [bbox, bbox] }), /instance 0: bbox must be \[\[x1/],
    ['a track that is a text', predicted({ bbox: [bbox], track_id: 'a' }), /instance 0: track_id .*"a"/],
    [
      'an id that is null',
      predicted({ bbox: [bbox], id: null, track_id: 'a' }),
      /instance 0: .*must be a whole/,
    ],
    ['a track twice', predicted({ bbox: [bbox], track_id: 1 }, { bbox: [bbox], id: 1 }), /instance 1: id 1/],
    ['instance_info that is no list', { instance_info: {} }, /\[ was expected/],
    ['boxes in instance_info', { instance_info: [[]] }, /its first entry is a list/],

    ['a line for frame 0', '0,1,1,1,2,2,1\n', /Line 1: the frame .*1 to 3, not 0/],
    ['a line beyond the video', '# a\n4,1,1,1,2,2,1\n', /Line 2: the frame .*1 to 3, not 4/],
    ['a line that ends early', '1,1,1,1,2,2,1\n2,1,1,1\n', /Line 2: .*frame,id,x,y,width,height,score/],
    ['a line with a word', '2,1,1,one,2,2,1\n', /Frame 2, line 1: y must be a number, not the text "one"/],
    ['a line with an empty column', '2,1,,1,2,2,1\n', /Frame 2, line 1: x must be a number, not the text ""/],
    ['a line without a width', '2,1,1,1,0,2,1\n', /Frame 2, line 1: its width/],
    ['a line with a percentage', '2,1,1,1,2,2,90\n', /Frame 2, line 1: score .*not 90/],
    ['a line with an id below -1', '2,-2,1,1,2,2,1\n', /Frame 2, line 1: id .*-2/],
    [
      'an id on two lines',
      '2,5,1,1,2,2,1\n1,5,1,1,2,2,1\n2,5,3,3,2,2,1\n',
      /Frame 2, line 3: id 5 is there twice/,
    ],
  ];
  for (const [name, content, message] of bad) {
    it(`are refused with ${name}`, async () => {
      await assert.rejects(read(content), { code: 'bboxes_invalid', message });
    });
  }
});
