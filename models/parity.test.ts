/** The converted models give what TensorFlow.js gives on the original ones. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { skipsShared } from '../test/accuracy/photographs/shared-photographs.ts';
import { CATALOGUE } from './catalogue.ts';
import { convertModel } from './pull/convert-model.ts';
import { hashBytes } from './pull/model-folder.ts';
import { isUnreachable } from './pull/pull-failure.ts';
import { isTfjsModel, type TfjsModel } from './pull/source-kinds.ts';
import { drawnPerson, toTensor } from './testing/drawn-person.ts';
import { runOnnx } from './testing/run-onnx.ts';
import { type ImageTensor, runTfjs } from './testing/run-tfjs.ts';
import { tfjsFiles } from './testing/tfjs-files.ts';

/** A photograph that may not be part of the project; CC-BY, COCO val2017. */
const PHOTOGRAPH = fileURLToPath(new URL('../../shared/coco/000000000785.jpg', import.meta.url));
/** Largest difference: coordinates are shares of the image, scores are 0..1. */
const TOLERANCE = 1e-3;
/** People with a lower score are not people, and their order is left to chance. */
const LOWEST_SCORE = 0.1;

const models = CATALOGUE.filter(isTfjsModel);
const converted = new Map<string, Uint8Array>();
const originals = await tfjsFiles(models).catch((error: Error) => error);

for (const model of models) {
  for (const [height, width] of sizesOf(model)) {
    test(`${model.name} at ${width}×${height} agrees with TensorFlow.js on a drawn person`, async (context) => {
      await assertParity(context, model, drawnPerson(width, height));
    });

    const skip = skipsShared();
    test(`${model.name} at ${width}×${height} agrees with TensorFlow.js on a photograph`, {
      skip,
    }, async (context) => {
      await assertParity(context, model, await photograph(width, height));
    });
  }

  test(`${model.name} is converted to the pinned bytes`, (context) => {
    const files = filesOrSkip(context);
    if (files !== undefined) assert.equal(hashBytes(onnxOf(model, files)), model.file.sha256);
  });
}

async function assertParity(context: TestContext, model: TfjsModel, image: ImageTensor): Promise<void> {
  const files = filesOrSkip(context);
  if (files === undefined) return;
  const json = Buffer.from(files.get(model.source.model) ?? '').toString();
  const weights = files.get(model.source.weights[0] ?? '') ?? new Uint8Array();

  const expected = peopleOf(await runTfjs({ json, weights }, image, 'wasm'), model);
  const { data, shape } = await runOnnx(onnxOf(model, files), image);
  const actual = peopleOf(data, model);

  assert.deepEqual(shape, model.contract.outputs[0]?.shape);
  assert.ok(expected.length > 0, 'nobody was found, so there is nothing to compare');
  assert.equal(actual.length, expected.length);
  const differences = expected.flatMap((person, index) =>
    Array.from(person, (value, place) => Math.abs(value - (actual[index]?.[place] ?? Number.NaN))),
  );
  assert.ok(Math.max(...differences) < TOLERANCE, `differs by ${Math.max(...differences)}`);
}

/** Converts each model once. */
function onnxOf(model: TfjsModel, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const onnx = converted.get(model.name) ?? convertModel(model, files);
  converted.set(model.name, onnx);
  return onnx;
}

/** The rows of an output that stand for people. A top-down model's only row has the mean of its keypoints' scores. */
function peopleOf(output: Float32Array, { contract, task }: TfjsModel): Float32Array[] {
  const row = task === 'one-stage' ? Number(contract.outputs[0]?.shape[2]) : output.length;
  const rows = Array.from({ length: output.length / row }, (_, index) =>
    output.slice(index * row, (index + 1) * row),
  );
  const scoreOf = (values: Float32Array) => (task === 'one-stage' ? (values.at(-1) ?? 0) : meanScore(values));
  return rows.filter((values) => scoreOf(values) > LOWEST_SCORE);
}

function meanScore(keypoints: Float32Array): number {
  const scores = keypoints.filter((_, index) => index % 3 === 2);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Heights and widths to test: of a landscape and a portrait video where the model leaves them open. */
function sizesOf({ contract: { input } }: TfjsModel): [number, number][] {
  if (input.size.kind === 'fixed') return [[input.size.height, input.size.width]];
  const { step, longSide } = input.size;
  const shortSide = Math.ceil((longSide * 9) / 16 / step) * step;
  return [
    [shortSide, longSide],
    [longSide, shortSide],
  ];
}

async function photograph(width: number, height: number): Promise<ImageTensor> {
  const image = await loadImage(PHOTOGRAPH);
  const context = createCanvas(width, height).getContext('2d');
  const scale = Math.min(width / image.width, height / image.height);
  context.drawImage(image, 0, 0, image.width * scale, image.height * scale);
  return toTensor(context.getImageData(0, 0, width, height).data, width, height);
}

/** Without a network and without a cache there is nothing to compare with; any other failure is one. */
function filesOrSkip(context: TestContext): ReadonlyMap<string, Uint8Array> | undefined {
  if (!(originals instanceof Error)) return originals;
  if (!isUnreachable(originals) || process.env.CI === 'true') throw originals;
  context.skip(`the original models cannot be downloaded: ${originals.message}`);
  return undefined;
}
