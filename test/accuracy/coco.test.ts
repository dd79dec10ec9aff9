/** Photographs of people, labelled by COCO: each made a short video, and held against the labels. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { ensureModel } from '../../models/pull.ts';
import { remakeMedia, temporaryFolder } from '../media/make-media.ts';
import { startTestCloud, type TestCloud } from '../support/test-cloud.ts';
import { type CocoLabels, labelsSchema } from './coco-eval/labels.ts';
import { oks } from './coco-eval/oks.ts';
import { readJson } from './coco-eval/read-json.ts';
import { estimateVideo } from './estimate.ts';
import { SHARED_LABELS, SHARED_PHOTOGRAPHS, skipsShared } from './photographs/shared-photographs.ts';

/** People of whom fewer keypoints are labelled are too hidden to ask for. */
const LEAST_LABELS = 10;
const LEAST_OKS = 0.5;
const FRAMES = 3;
/** A still video of a photograph: sides made even at the right and at the bottom, so that labels stay true. */
const STILL = {
  before: ['-loop', '1', '-framerate', '5'],
  after: [
    ...['-frames:v', String(FRAMES), '-c:v', 'libx264', '-crf', '10'],
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_range=tv,format=yuv420p'],
  ],
};
describe('people on photographs', { skip: skipsShared() }, () => {
  let cloud: TestCloud;
  let folder: string;
  let labels: CocoLabels;
  before(async () => {
    labels = await readJson(SHARED_LABELS, labelsSchema);
    [folder, cloud] = await Promise.all([temporaryFolder(), startTestCloud()]);
    await ensureModel('movenet-multipose');
  });
  after(async () => {
    await cloud?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it('are found by movenet-multipose', async (context) => {
    let asked = 0;
    for (const { id, file_name } of labels.images) {
      const video = await remakeMedia(join(SHARED_PHOTOGRAPHS, file_name), join(folder, `${id}.mp4`), STILL);
      const frames = await estimateVideo(cloud, video, 'movenet-multipose');
      assert.equal(frames.length, FRAMES);
      for (const person of labels.annotations) {
        const { image_id, num_keypoints = 0, keypoints: labelled = [] } = person;
        if (image_id !== id || num_keypoints < LEAST_LABELS) continue;
        asked += 1;
        const poses = frames.at(-1)?.instances ?? [];
        const likeness = poses.map(({ keypoints }) => {
          const pose = keypoints.flatMap(([x, y]) => [x, y, 1]);
          return oks(pose, { ...person, keypoints: labelled }, COCO_17.sigmas);
        });
        const best = Math.max(...likeness);
        context.diagnostic(`${file_name}, person ${person.id}: OKS ${best.toFixed(3)}`);
        assert.ok(best > LEAST_OKS, `person ${person.id} of ${file_name}: OKS ${best}`);
      }
    }
    assert.ok(asked >= 3, `${asked} people are labelled well enough`);
  });
});
