/** `npm run accuracy`, as it is typed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { evaluateKeypoints } from './coco-eval/evaluate.ts';
import { readJson } from './coco-eval/read-json.ts';
import { resultsSchema } from './coco-eval/results.ts';
import { type DrawnPhotographs, drawPhotographs } from './drawn-photographs.ts';
import { skipsShared } from './photographs/shared-photographs.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
/** Two figures side by side, plainly visible. */
const FRAMES = [120, 220];

async function accuracy(...args: string[]) {
  const run = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'exit')]);
  return { stdout, stderr, code };
}

/** What is told of the models, by name. */
async function measure(...args: string[]) {
  const { stdout, stderr, code } = await accuracy('--json', ...args);
  assert.equal(code, 0, stderr);
  const { models } = JSON.parse(stdout) as { models: { model: string }[] };
  // biome-ignore lint/suspicious/noExplicitAny: a report is read as its readers read it
  return Object.fromEntries(models.map((one) => [one.model, one])) as Record<string, any>;
}

describe('npm run accuracy on drawn photographs', () => {
  let folder: string;
  let drawn: DrawnPhotographs;
  let where: string[];
  before(async () => {
    folder = await temporaryFolder();
    drawn = await drawPhotographs(folder, FRAMES);
    where = ['--images', drawn.images, '--annotations', drawn.annotations];
  });
  after(() => rm(folder, { recursive: true }));

  it('measures poses in labelled boxes, and writes what COCO’s tools can read', async (context) => {
    const results = join(folder, 'results');
    const models = ['--model', 'lightning', '--boxes', 'ground-truth'];
    const { 'movenet-lightning': measured } = await measure(...where, ...models, '--results', results);
    context.diagnostic(JSON.stringify(measured));
    const people = drawn.labels.annotations.length;
    assert.equal(measured.poses.people, people);
    assert.ok(measured.poses.meanOfAll > 0.88, JSON.stringify(measured));
    const written = await readJson(join(results, 'movenet-lightning.keypoints.json'), resultsSchema);
    assert.deepEqual(evaluateKeypoints(drawn.labels, written, COCO_17.sigmas), measured.poses.stats);
  });

  it('takes boxes from a file: the same boxes give the same poses', async () => {
    const file = join(folder, 'detections.json');
    const boxes = drawn.labels.annotations.map(({ image_id, category_id, bbox }) => {
      return { image_id, category_id, bbox, score: 1 };
    });
    await writeFile(file, JSON.stringify(boxes));
    const run = (source: string) => measure(...where, '--model', 'lightning', '--boxes', source);
    const [ours, theirs] = [await run('ground-truth'), await run(file)];
    assert.deepEqual(theirs['movenet-lightning'].poses.stats, ours['movenet-lightning'].poses.stats);
  });

  it('measures poses and boxes of a model that finds people, in a table', async () => {
    const { stdout, code } = await accuracy(...where, '--model', 'multipose', '--first', '1');
    assert.equal(code, 0);
    assert.match(stdout, /^Pictures: 1 in .*; people with labelled keypoints: 2; run on cpu$/m);
    assert.match(stdout, /^model +by +found +OKS +AP +AP50 .*\nmovenet-multipose +own +2\/2 +\.[5-9]/m);
    assert.match(stdout, /^model +by +found +IoU +AP .*\nmovenet-multipose +one-stage +2\/2 +\.[5-9]/m);
  });

  it('says what is missing', async () => {
    const { code, stderr } = await accuracy('--images', drawn.images);
    assert.equal(code, 1);
    assert.match(stderr, /--annotations is missing/);
    assert.match((await accuracy('--model', 'none')).stderr, /There is no model "none"/);
    await rm(join(drawn.images, '2.jpg'));
    assert.match((await accuracy(...where)).stderr, /photographs lacks 2\.jpg, of 2 pictures/);
    const labels = JSON.parse(await readFile(drawn.annotations, 'utf8'));
    labels.images[0].width = 1000;
    await writeFile(drawn.annotations, JSON.stringify(labels));
    const { stderr: size } = await accuracy(...where, '--first', '1', '--model', 'lightning');
    assert.match(size, /1\.jpg is 1280×720 pixels; the labels say 1000×720/);
  });
});

describe('npm run accuracy on photographs of people', { skip: skipsShared() }, () => {
  it('finds them, and meets their keypoints in labelled boxes', async (context) => {
    const models = ['--model', 'thunder', 'multipose', '--boxes', 'ground-truth'];
    const { 'movenet-thunder': thunder, 'movenet-multipose': multipose } = await measure(...models);
    context.diagnostic(JSON.stringify({ thunder, multipose }));
    assert.ok(thunder.poses.meanOfAll >= 0.92, `${thunder.poses.meanOfAll}`);
    assert.deepEqual([multipose.boxes.found, multipose.boxes.people], [3, 3]);
    assert.ok(multipose.boxes.meanOfFound >= 0.8, `${multipose.boxes.meanOfFound}`);
  });
});
