/** Random ground truth and detections, as odd as files can be: what two evaluations may disagree on. */
import fc from 'fast-check';
import { COCO_17 } from '../../../core/keypoint-sets.ts';
import type { CocoAnnotation } from './labels.ts';
import type { CocoCase } from './pycocotools.ts';
import type { CocoResult } from './results.ts';

/** Few values, so that scores are often equal. */
const SCORES = [0.1, 0.5, 0.5, 0.75, 1] as const;
const MOST_PEOPLE = 6;
/** More than the 20 poses of a picture that are looked at. */
const MOST_DETECTIONS = 28;
const CATEGORY = { id: 1, name: 'person' };
const OTHER_CATEGORY = { id: 3, name: 'car' };

const place = fc.oneof(fc.integer({ min: -20, max: 640 }), fc.double({ min: 0, max: 640, noNaN: true }));
/** From a few pixels, whose area is below what is evaluated, to most of the picture. */
const side = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 30, max: 400 }));

const person = fc.record({
  box: fc.tuple(place, place, side, side),
  /** Part of the box that the person fills. */
  fill: fc.constantFrom(0, 0.3, 0.6, 0.6, 1),
  crowd: weighted(1, 6),
  /** Nobody has labelled a keypoint. */
  bare: weighted(1, 5),
  /** The count says 0 although there are labels, or the other way round. */
  miscounted: weighted(1, 10),
  otherCategory: weighted(1, 8),
  spots: fc.array(fc.tuple(unit(), unit(), fc.constantFrom(0, 1, 2, 2)), fixed(COCO_17.sigmas.length)),
});

const detection = fc.record({
  /** Number of the person who it resembles. */
  of: fc.nat(MOST_PEOPLE),
  /** How far it is off, as a part of the box; 0: not at all. */
  off: fc.constantFrom(0, 0.02, 0.05, 0.1, 0.3, 2),
  drift: fc.array(fc.tuple(unit(), unit()), fixed(COCO_17.sigmas.length)),
  score: fc.oneof(fc.constantFrom(...SCORES), unit()),
  otherCategory: weighted(1, 12),
});

const image = fc.record({
  people: fc.array(person, { maxLength: MOST_PEOPLE, size: 'max' }),
  detections: fc.array(detection, { maxLength: MOST_DETECTIONS, size: 'max' }),
});

type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;
type Detection = typeof detection extends fc.Arbitrary<infer T> ? T : never;

/** A case of any kind. */
export const randomCase: fc.Arbitrary<CocoCase> = fc
  .record({
    kind: fc.constantFrom('keypoints', 'keypoints', 'bbox'),
    images: fc.array(image, { maxLength: 5, size: 'max' }),
    /** Not in the order of the pictures. */
    ids: fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), fixed(5)),
    keypoints: fc.constantFrom(17, 17, 17, 3),
    ownSigmas: fc.option(fc.array(fc.double({ min: 0.01, max: 0.2, noNaN: true }), fixed(17))),
    boxes: fc.boolean(),
    nobody: weighted(1, 20),
    nothing: weighted(1, 20),
  })
  .map(({ kind, images, ids, keypoints, ownSigmas, boxes, nobody, nothing }) => {
    const idOf = (index: number) => ids[index] as number;
    const annotations = images.flatMap(({ people }, index) =>
      people.map((one) => annotationOf(one, idOf(index), keypoints)),
    );
    const results = images.flatMap(({ people, detections }, index) =>
      detections.map((one) =>
        resultOf(one, people, idOf(index), { keypoints, box: boxes || kind === 'bbox' }),
      ),
    );
    return {
      kind,
      labels: {
        images: images.map((_, index) => ({ id: idOf(index), file_name: 'a.jpg', width: 640, height: 640 })),
        annotations: nobody ? [] : annotations.map((one, index) => ({ ...one, id: index + 1 })),
        categories: [OTHER_CATEGORY, CATEGORY],
      },
      results: nothing ? [] : results,
      sigmas: (ownSigmas ?? COCO_17.sigmas).slice(0, keypoints),
    };
  });

function annotationOf(one: Person, image_id: number, count: number): Omit<CocoAnnotation, 'id'> {
  const { box, fill, crowd, bare, miscounted, otherCategory } = one;
  const keypoints = one.spots.slice(0, count).flatMap(([x, y, label]) => {
    return bare || label === 0 ? [0, 0, 0] : [...within(box, x, y), label];
  });
  const labelled = keypoints.filter((value, index) => index % 3 === 2 && value > 0).length;
  return {
    image_id,
    category_id: otherCategory ? OTHER_CATEGORY.id : CATEGORY.id,
    bbox: box,
    area: box[2] * box[3] * fill,
    iscrowd: crowd ? 1 : 0,
    keypoints,
    num_keypoints: miscounted ? (labelled === 0 ? 5 : 0) : labelled,
  };
}

function resultOf(
  one: Detection,
  people: readonly Person[],
  image_id: number,
  { keypoints, box }: { keypoints: number; box: boolean },
): CocoResult {
  const model = people[one.of];
  const [left, top, width, height] = model?.box ?? [one.of * 50, 40, 80, 160];
  const shift = (part: number, length: number) => (2 * part - 1) * one.off * length;
  const spots = one.drift.slice(0, keypoints).flatMap(([dx, dy], index) => {
    const [x, y] = model?.spots[index] ?? [dx, dy];
    const [px, py] = within([left, top, width, height], x, y);
    return [px + shift(dx, width), py + shift(dy, height), dx];
  });
  const [dx, dy] = one.drift[0] as [number, number];
  const bbox: CocoResult['bbox'] = [left + shift(dx, width), top + shift(dy, height), width, height];
  const category_id = one.otherCategory ? OTHER_CATEGORY.id : CATEGORY.id;
  return { image_id, category_id, keypoints: spots, score: one.score, ...(box ? { bbox } : {}) };
}

/** Whole pixels, as people label them. */
function within([left, top, width, height]: Person['box'], x: number, y: number): [number, number] {
  return [Math.round(left + x * width), Math.round(top + y * height)];
}

/** True so many times of so many. */
function weighted(times: number, of: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: of }).map((number) => number <= times);
}

function unit(): fc.Arbitrary<number> {
  return fc.double({ min: 0, max: 1, noNaN: true });
}

function fixed(length: number) {
  return { minLength: length, maxLength: length } as const;
}
