import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type FigureOutcome,
  isPlain,
  matchFigures,
  meanJointDistance,
  type Point,
  summarize,
  type TrueFigure,
} from './joint-error.ts';

const JOINTS: Point[] = [
  [0, 0],
  [0, 50],
  [0, 100],
];

function figure(fields: Partial<TrueFigure> = {}, x = 0): TrueFigure {
  return { id: 0, height: 100, joints: shifted(x), whollyVisible: true, crossed: false, ...fields };
}

function shifted(x: number): Point[] {
  return JOINTS.map(([left, y]) => [left + x, y]);
}

const pose = (x: number) => ({ keypoints: shifted(x) });
const errors = (outcomes: readonly FigureOutcome[]) => outcomes.map(({ error }) => error);

describe('the distance of two poses', () => {
  it('is the mean of the joints’ distances', () => {
    const moved: Point[] = [
      [3, 4],
      [0, 50],
      [0, 110],
    ];
    assert.equal(meanJointDistance(moved, JOINTS), 5);
  });

  it('is not defined for poses of other sizes', () => {
    assert.throws(() => meanJointDistance([[0, 0]], JOINTS), /1 keypoints .* 3 joints/);
  });
});

describe('matching figures and poses', () => {
  it('tells the error as a part of the height', () => {
    assert.deepEqual(errors(matchFigures([figure({ height: 200 })], [pose(10)])), [0.05]);
  });

  it('takes the nearest pose', () => {
    assert.deepEqual(errors(matchFigures([figure()], [pose(15), pose(2), pose(8)])), [0.02]);
  });

  it('gives a pose to one figure alone, the nearer one', () => {
    const two = [figure(), figure({ id: 1 }, 10)];
    assert.deepEqual(errors(matchFigures(two, [pose(9)])), [undefined, 0.01]);
    assert.deepEqual(errors(matchFigures(two, [pose(9), pose(-3)])), [0.03, 0.01]);
  });

  it('does not take a pose that is a fifth of the height away', () => {
    assert.deepEqual(errors(matchFigures([figure()], [pose(19)])), [0.19]);
    assert.deepEqual(errors(matchFigures([figure()], [pose(20)])), [undefined]);
    assert.deepEqual(errors(matchFigures([figure()], [])), [undefined]);
  });
});

describe('a summary', () => {
  it('counts all and averages those that were found', () => {
    const outcomes = [0.02, undefined, 0.04].map((error) => ({ figure: figure(), error }));
    assert.deepEqual(summarize(outcomes), { expected: 3, found: 2, meanError: 0.03 });
  });

  it('has no error where nobody was found', () => {
    assert.deepEqual(summarize([]), { expected: 0, found: 0, meanError: Number.NaN });
  });

  it('can be of plain figures alone', () => {
    const plain = (fields: Partial<TrueFigure>) => isPlain({ figure: figure(fields), error: undefined });
    assert.deepEqual(
      [plain({}), plain({ crossed: true }), plain({ whollyVisible: false })],
      [true, false, false],
    );
  });
});
