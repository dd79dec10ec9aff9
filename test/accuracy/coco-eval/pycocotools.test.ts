import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateBoxes, evaluateKeypoints } from './evaluate.ts';
import { type CocoCase, pycocotoolsStats, skipsPycocotools } from './pycocotools.ts';
import { randomCase } from './random-case.ts';

const CASES = 200;
/** The same cases every time. */
const SEED = 5;
const TOLERANCE = 1e-6;

const cases = fc.sample(randomCase, { numRuns: CASES, seed: SEED });

function ownStats({ kind, labels, results, sigmas }: CocoCase): [name: string, value: number][] {
  const stats = kind === 'bbox' ? evaluateBoxes(labels, results) : evaluateKeypoints(labels, results, sigmas);
  return Object.entries(stats);
}

describe('the evaluation', () => {
  it('equals pycocotools on random cases', { skip: skipsPycocotools() }, async (context) => {
    const expected = await pycocotoolsStats(cases);
    assert.equal(expected.length, CASES);
    let farthest = 0;
    for (const [index, one] of cases.entries()) {
      for (const [place, [name, own]] of ownStats(one).entries()) {
        const theirs = expected[index]?.[place] as number;
        farthest = Math.max(farthest, Math.abs(own - theirs));
        assert.ok(
          Math.abs(own - theirs) <= TOLERANCE,
          `case ${index} (${one.kind}): ${name} is ${own}, pycocotools says ${theirs}`,
        );
      }
    }
    context.diagnostic(`${CASES} cases, largest difference ${farthest}`);
  });
});

describe('the random cases', () => {
  const share = (is: (one: CocoCase) => boolean) => cases.filter(is).length / CASES;
  const perImage = ({ labels, results }: CocoCase) =>
    labels.images.map(({ id }) => results.filter(({ image_id }) => image_id === id));

  it('are as odd as they are meant to be', (context) => {
    const shares = {
      crowds: share(({ labels }) => labels.annotations.some(({ iscrowd }) => iscrowd === 1)),
      unlabelled: share(({ labels }) => labels.annotations.some(({ num_keypoints }) => num_keypoints === 0)),
      tiny: share(({ labels }) => labels.annotations.some(({ area }) => area < 32 ** 2)),
      'area 0': share(({ labels }) => labels.annotations.some(({ area }) => area === 0)),
      nobody: share(({ labels }) => labels.annotations.length === 0),
      nothing: share(({ results }) => results.length === 0),
      'equal scores': share(
        ({ results }) => new Set(results.map(({ score }) => score)).size < results.length,
      ),
      'more than 20': share((one) => perImage(one).some(({ length }) => length > 20)),
      'AP between 0 and 1': share(
        (one) => ownStats(one)[0]?.[1] !== undefined && isBetween(ownStats(one)[0]?.[1]),
      ),
    };
    context.diagnostic(JSON.stringify(shares));
    for (const [name, value] of Object.entries(shares)) assert.ok(value >= 0.03, `${name}: ${value}`);
  });
});

function isBetween(value: number | undefined): boolean {
  return value !== undefined && value > 0.01 && value < 0.99;
}
