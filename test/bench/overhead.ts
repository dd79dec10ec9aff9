/** What the worker costs beside decoding, inference and encoding, each of which is measured alone in the same run. */
import type { LoadedModel } from '../../gpu-worker/inference/loaded-model.ts';
import type { Harness } from '../e2e/harness.ts';
import { cpuOf, type Effort } from './cpu-time.ts';
import type { DecodeJob } from './jobs/decode.ts';
import type { EncodeJob } from './jobs/encode.ts';
import type { InferenceJob } from './jobs/inference.ts';
import { runJob } from './measured-process.ts';
import { overheadLines } from './overhead-report.ts';
import { CAN_MEASURE, CANNOT_MEASURE } from './process-tree.ts';
import type { Line } from './report.ts';
import { networksOf, SUBJECTS, type Subject } from './subjects.ts';
import { ensureBenchVideo } from './videos.ts';
import { measureWhole, type Whole } from './whole.ts';

/** Seconds of processor time of a stage alone, by its name. */
export type Alone = Readonly<Record<string, number>>;

/** Seconds of a clip that is over as soon as it has begun: what it costs is what every task costs. */
const SHORT_SECONDS = 1;

/** Measures every subject, with and without the drawn video. */
export async function benchOverhead(service: Harness, seconds: number): Promise<Line[]> {
  const section = 'overhead';
  if (!CAN_MEASURE) return [{ section, name: 'processor time', reason: CANNOT_MEASURE }];
  const video = await ensureBenchVideo(seconds);
  const lines: Line[] = [];
  for (const subject of SUBJECTS) lines.push(...(await benchSubject(service, video, subject)));
  return lines;
}

async function benchSubject(service: Harness, video: string, subject: Subject): Promise<Line[]> {
  const { title: name, name: modelName, missing } = subject;
  if (modelName === undefined) return [{ section: 'overhead', name, reason: missing }];
  const model = await networksOf(modelName);
  const whole = (file: string, visualization: boolean) =>
    measureWhole(service, file, { model: modelName, options: { visualization } });
  const fixed = (await whole(await ensureBenchVideo(SHORT_SECONDS), false)).cpu;
  const undrawn = await whole(video, false);
  const poses = {
    decode: await decodeAlone(video, undrawn),
    inference: await inferenceAlone(video, model, undrawn),
  };
  const drawn = await whole(video, true);
  const all = { ...poses, encode: await encodeAlone(video) };
  return [
    ...overheadLines({ name: `${name}, poses only`, whole: undrawn, alone: poses, fixed, drawn: false }),
    ...overheadLines({ name: `${name}, drawn video`, whole: drawn, alone: all, fixed, drawn: true }),
  ];
}

async function decodeAlone(file: string, { frames }: Whole): Promise<number> {
  return cpuOf((await runJob<Effort>('decode', { file, frames } satisfies DecodeJob)).answer);
}

async function encodeAlone(file: string): Promise<number> {
  return cpuOf((await runJob<Effort>('encode', { file } satisfies EncodeJob)).answer);
}

/** One call of the detector a frame, and one call a person; networks that do both have one call a frame. */
async function inferenceAlone(
  file: string,
  model: LoadedModel,
  { frames, instances, threads }: Whole,
): Promise<number> {
  const calls = { finder: frames, estimator: model.task === 'one-stage' ? 0 : instances };
  const job: InferenceJob = { file, model, threads, calls, frames };
  return cpuOf((await runJob<Effort>('inference', job)).answer);
}
