/** Photographs of people, labelled by COCO: each made a short video, and held against the labels. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { ensureModel } from '../../models/pull.ts';
import { remakeMedia, temporaryFolder } from '../media/make-media.ts';
import { startTestCloud, type TestCloud } from '../support/test-cloud.ts';
import { estimateVideo } from './estimate.ts';
import { type LabelledPerson, oks } from './oks.ts';

interface Labels {
  images: { id: number; file_name: string }[];
  annotations: (LabelledPerson & { id: number; image_id: number; num_keypoints: number })[];
}

/** Photographs and labels, beside the checkout; they are not the project's to pass on. */
const FOLDER = fileURLToPath(new URL('../../../shared/coco', import.meta.url));
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
// Where the tests must tell the whole truth, missing photographs are a failure.
const skip = !existsSync(FOLDER) && process.env.CI !== 'true' ? `there is no ${FOLDER}` : false;

describe('people on photographs', { skip }, () => {
  let cloud: TestCloud;
  let folder: string;
  let labels: Labels;
  before(async () => {
    labels = JSON.parse(await readFile(join(FOLDER, 'person_keypoints.json'), 'utf8'));
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
      const video = await remakeMedia(join(FOLDER, file_name), join(folder, `${id}.mp4`), STILL);
      const frames = await estimateVideo(cloud, video, 'movenet-multipose');
      assert.equal(frames.length, FRAMES);
      for (const person of labels.annotations) {
        if (person.image_id !== id || person.num_keypoints < LEAST_LABELS) continue;
        asked += 1;
        const poses = frames.at(-1)?.instances ?? [];
        const best = Math.max(...poses.map(({ keypoints }) => oks(keypoints, person, COCO_17.sigmas)));
        context.diagnostic(`${file_name}, person ${person.id}: OKS ${best.toFixed(3)}`);
        assert.ok(best > LEAST_OKS, `person ${person.id} of ${file_name}: OKS ${best}`);
      }
    }
    assert.ok(asked >= 3, `${asked} people are labelled well enough`);
  });
});
