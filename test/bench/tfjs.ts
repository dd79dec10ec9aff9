/** MoveNet as users would run it without this project: in TensorFlow.js, on the video of the overhead section. */
import { proportionalInput } from '../../gpu-worker/frames/regions.ts';
import { probeVideo } from '../../media/probe.ts';
import { requireModel } from '../../models/catalogue.ts';
import type { Harness } from '../e2e/harness.ts';
import type { TfjsAnswer, TfjsJob } from './jobs/tfjs.ts';
import { runJob } from './measured-process.ts';
import { CAN_MEASURE, CANNOT_MEASURE } from './process-tree.ts';
import type { Line } from './report.ts';
import { BENCH_MODEL } from './service.ts';
import { ensureBenchVideo } from './videos.ts';
import { measureWhole } from './whole.ts';

/** Wanted: frames per second by TensorFlow.js's. */
const LEAST_RATIO = 5;
const SECTION = 'tfjs';

/** Runs both; TensorFlow.js uses one core, which is all that it can in Node. */
export async function benchTfjs(service: Harness, seconds: number): Promise<Line[]> {
  if (!CAN_MEASURE) return [{ section: SECTION, name: 'MoveNet', reason: CANNOT_MEASURE }];
  const video = await ensureBenchVideo(seconds);
  const theirs = await runJob<TfjsAnswer>('tfjs', await tfjsJob(video));
  const ours = await measureWhole(service, video, {
    model: BENCH_MODEL,
    options: { visualization: false },
  });
  const { frames, seconds: took, instances } = theirs.answer;
  const found = (people: number) => `${(people / frames).toFixed(2)} people a frame`;
  const base = { section: SECTION, unit: 'fps' };
  const cost = (cpu: number) => `${cpu.toFixed(1)} s of processor time`;
  const [fps, theirFps] = [ours.frames / ours.working, frames / took];
  return [
    { ...base, name: 'MoveNet here', value: fps, note: `${found(ours.instances)}, ${cost(ours.cpu)}` },
    {
      ...base,
      name: 'in TensorFlow.js',
      value: theirFps,
      note: `${found(instances)}, ${cost(theirs.took.cpu)}`,
    },
    { ...base, name: 'ratio', value: fps / theirFps, unit: 'x', atLeast: LEAST_RATIO },
  ];
}

async function tfjsJob(file: string): Promise<TfjsJob> {
  const picture = await probeVideo(file);
  const { size } = requireModel(BENCH_MODEL).contract.input;
  if (size.kind !== 'multiples') throw new Error('The input of MoveNet MultiPose follows the picture.');
  const scale = size.longSide / Math.max(picture.width, picture.height);
  const scaled = (length: number) => Math.round(length * scale);
  return {
    file,
    model: BENCH_MODEL,
    picture: { width: scaled(picture.width), height: scaled(picture.height) },
    input: proportionalInput(picture, size),
  };
}
