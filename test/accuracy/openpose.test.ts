/** Detector and pose on a real clip, held against what another system saw in it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { skipsFixtures } from './fixtures/fixture-models.ts';
import { measureOpenPoseDistance } from './fixtures/measure-fixtures.ts';

/** Frames of the clip. */
const FRAMES = 100;
/** Mean joint distance that is allowed, in parts of the box's height. */
const LARGEST_DISTANCE = 0.03;

describe('the subject of pose2sim_single_cam01.mp4', { skip: skipsFixtures() }, () => {
  for (const detectEvery of [1, 7]) {
    it(`is where OpenPose saw them, the detector run every ${detectEvery} frames`, async (context) => {
      const { frames, distance } = await measureOpenPoseDistance(detectEvery);
      context.diagnostic(`mean joint distance ${(100 * distance).toFixed(2)} % of the box's height`);
      assert.equal(frames, FRAMES);
      assert.ok(distance <= LARGEST_DISTANCE, `${distance}`);
    });
  }
});
