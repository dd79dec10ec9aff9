/** The tracker on the demo clip's true figures, seen as badly as a model might see them. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { OrderedPass } from '../../gpu-worker/tracks/ordered-pass.ts';
import { demoTruth } from '../../local/demo-clip/truth.ts';
import { type Haze, HazyEyes } from './hazy-eyes.ts';
import { type Identified, identitySwitches } from './identity-switches.ts';

const truth = demoTruth();

/** The clip's figures and their tracks, with every `stride`-th frame used. */
function identified(haze: Haze, seed: number, stride: number): Identified[][] {
  const eyes = new HazyEyes(haze, seed);
  const pass = new OrderedPass({ sigmas: COCO_17.sigmas, smoothing: 'none' });
  return truth
    .filter(({ frame }) => frame % stride === 0)
    .map((frame) => {
      const seen = eyes.see(frame);
      return pass.follow(seen, frame.time).flatMap(({ trackId }, index) => {
        const figure = seen[index]?.figure;
        return figure === undefined ? [] : [{ figure, track: trackId }];
      });
    });
}

const CLEAR: Haze = { noise: 0.01, missed: 0, false: 0 };
const HAZY: Haze = { noise: 0.02, missed: 0.1, false: 0 };
const HAUNTED: Haze = { ...HAZY, false: 0.05 };
const RUNS = 20;

describe('the demo clip’s figures, who cross and of whom one leaves and returns', () => {
  const cases: [string, Haze, number, number][] = [
    ['seen clearly', CLEAR, 1, 0],
    ['seen clearly, ten frames a second', CLEAR, 3, 0],
    ['with noise and misses', HAZY, 1, 0],
    ['with noise and misses, fifteen frames a second', HAZY, 2, 0],
    // Where someone is missed and something false lies nearby, it can take over the track.
    ['with noise, misses and false detections', HAUNTED, 1, 0.15 * RUNS],
  ];
  for (const [name, haze, stride, most] of cases) {
    it(`keep their tracks, ${name}`, (context: TestContext) => {
      let switches = 0;
      for (let seed = 1; seed <= RUNS; seed++) {
        const frames = identified(haze, seed, stride);
        assert.ok(frames.flat().length * stride > 450, 'the figures are found');
        switches += identitySwitches(frames).length;
      }
      context.diagnostic(`${switches} identity switches in ${RUNS} runs`);
      assert.ok(switches <= most, `${switches} identity switches`);
    });
  }
});
