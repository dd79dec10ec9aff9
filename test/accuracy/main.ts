/** `npm run accuracy`: how well models find labelled people, measured on photographs in COCO's layout. */
import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { PosefleetError } from '../../core/errors.ts';
import { knownModels, requireKnownModel } from '../../models/added-models.ts';
import { DEFAULT_MODEL } from '../../models/catalogue.ts';
import { verifyModel } from '../../models/pull.ts';
import { AccuracyError } from './coco-eval/accuracy-error.ts';
import { FIXTURE_FOLDER } from './fixtures/fixture-models.ts';
import { measureFixtures, measureOpenPoseDistance } from './fixtures/measure-fixtures.ts';
import { type DataSet, type DataSetRequest, openDataSet } from './photographs/data-set.ts';
import type { BoxSource } from './photographs/given-boxes.ts';
import { measureModel } from './photographs/measure-model.ts';
import { reportJson, reportTables } from './photographs/report.ts';
import { SHARED_LABELS, SHARED_PHOTOGRAPHS } from './photographs/shared-photographs.ts';
import { writeResults } from './photographs/write-results.ts';

/** What was asked for. */
interface Flags {
  images?: string;
  annotations?: string;
  model?: string[];
  boxes: BoxSource;
  first?: number;
  results?: string;
  json?: boolean;
}

const HELP = `
Without --images and --annotations the photographs in ../shared/coco are used. Without --model all models are run that
are on this machine (npm run models -- list); a named one is fetched first. On ../shared/coco the weights in
../shared/models are measured too, where they are there: real detectors, and "fixture-…", small real weights behind
another family's contract, which show that the family is run rightly and not how good its own models are.

AP and AR are those of pycocotools. As in MMPose, the score of a pose in a box is the box's times the mean of its
keypoints', and poses that are another one over again are dropped. "found", OKS and IoU are those of the service:
people whose boxes score less than its default threshold do not count, and who is found is met at .5 or better.

Examples:
  npm run accuracy
  npm run accuracy -- --model movenet-thunder --boxes ground-truth
  npm run accuracy -- --images val2017 --annotations person_keypoints_val2017.json --first 100 --json
  npm run accuracy -- --images val2017 --annotations person_keypoints_val2017.json --boxes detections.json`;

await new Command('accuracy')
  .description('Measure how well models find people and their keypoints')
  .option('--images <folder>', 'folder of the photographs')
  .option('--annotations <file>', 'their labels, a COCO keypoints file')
  .option('--model <names...>', 'models of the catalogue')
  .option(
    '--boxes <source>',
    'boxes for top-down models: ground-truth, detector, or a file of COCO detections',
    'detector',
  )
  .option('--first <number>', 'only so many pictures, by ascending id', toCount)
  .option('--results <folder>', 'also write what was found there, as COCO results')
  .option('--json', 'one line of JSON on stdout in place of the tables')
  .addHelpText('after', HELP)
  .action((flags: Flags) => accuracy(flags).catch(tell))
  .parseAsync();

async function accuracy({ model = [], boxes, results, json, ...flags }: Flags): Promise<void> {
  // An unknown name is told before anything is read or fetched.
  for (const name of model) await requireKnownModel(name);
  const dataSet = await openDataSet(requestOf(flags));
  const withFixtures = model.length === 0 && results === undefined && areFixturesAtHand(dataSet);
  const measured = withFixtures ? await measureFixtures(dataSet) : [];
  for (const name of model.length > 0 ? model : await modelsAtHand(withFixtures)) {
    measured.push(await measureModel(name, dataSet, boxes));
  }
  const clip = withFixtures ? await measureOpenPoseDistance() : undefined;
  if (results !== undefined) await writeResults(results, measured);
  console.log(json ? reportJson(dataSet, measured, clip) : reportTables(dataSet, measured, clip));
}

function requestOf({ images, annotations, first }: Pick<Flags, keyof DataSetRequest>): DataSetRequest {
  const some = first === undefined ? {} : { first };
  if (images !== undefined && annotations !== undefined) return { images, annotations, ...some };
  if (images !== undefined || annotations !== undefined) {
    const missing = images === undefined ? '--images' : '--annotations';
    throw new AccuracyError(`${missing} is missing: --images and --annotations belong together.`);
  }
  if (existsSync(SHARED_LABELS)) return { images: SHARED_PHOTOGRAPHS, annotations: SHARED_LABELS, ...some };
  throw new AccuracyError(
    `There is no ${SHARED_LABELS}. Name photographs: --images FOLDER --annotations FILE.`,
  );
}

/** Their results are not written: some are of the same model under wrong contracts. */
function areFixturesAtHand({ annotations }: DataSet): boolean {
  return annotations === SHARED_LABELS && existsSync(FIXTURE_FOLDER);
}

/** Where there is none, the default one is fetched, unless others are measured anyway. */
async function modelsAtHand(hasOthers: boolean): Promise<string[]> {
  const states = await Promise.all((await knownModels()).map((known) => verifyModel(known)));
  const names = states.filter(({ state }) => state === 'good').map(({ name }) => name);
  return names.length > 0 || hasOthers ? names : [DEFAULT_MODEL];
}

/** What a person can mend is told in a line; anything else with its stack. */
function tell(error: unknown): void {
  if (!(error instanceof AccuracyError || error instanceof PosefleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}
