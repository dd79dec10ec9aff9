/** Joins the chunks and puts the task's files into the results bucket. */
import { join } from 'node:path';
import { fileStem, resultKeys, s3Address } from '../../core/places.ts';
import type { TaskResult } from '../../core/task.ts';
import { joinVideo } from '../../media/join-video.ts';
import type { Sound } from '../../media/sound.ts';
import type { ProcessedVideo } from '../pipeline/video-job.ts';
import { joinPredictions } from '../predictions/join-predictions.ts';
import type { Encoder } from './choose-encoder.ts';
import { drawnFormat } from './estimate-poses.ts';
import type { Source } from './open-source.ts';
import { runFile } from './run-file.ts';
import { selectionOf } from './selection.ts';
import type { Inference } from './start-inference.ts';
import { type ResultObject, uploadResult } from './upload-results.ts';
import { isDrawn, type Work } from './work.ts';

/** What there is to write. */
export interface Estimated {
  source: Source;
  inference: Inference;
  processed: ProcessedVideo;
  sound: Sound | undefined;
  encoder: Encoder;
}

/** Writes all of a task's results; answers where they lie. */
export async function writeResults(work: Work, estimated: Estimated): Promise<TaskResult> {
  const { record, resultsBucket, progress, watch } = work;
  progress.enter('write');
  const { task_id: taskId, run, attempt } = record;
  const { model } = estimated.inference;
  const keys = resultKeys({ taskId, run, attempt, stem: fileStem(record.video.key), model: model.name });
  await writePredictions(work, keys.predictions, estimated.processed);
  if (isDrawn(work)) await writeVideo(work, keys.visualization, estimated);
  watch.lap('write');
  await writeRunFile(work, keys.runFile, estimated);
  const address = (key: string) => s3Address({ bucket: resultsBucket, key });
  const drawn = (key: string) => (isDrawn(work) ? address(key) : null);
  return {
    visualization_dir: drawn(folderOf(keys.visualization)),
    predictions_dir: address(folderOf(keys.predictions)),
    predictions_file: address(keys.predictions),
    visualization_file: drawn(keys.visualization),
    run_file: address(keys.runFile),
  };
}

async function writePredictions(work: Work, key: string, { chunks }: ProcessedVideo): Promise<void> {
  const file = join(work.folder, 'predictions.json');
  await joinPredictions(
    chunks.map(({ predictions }) => predictions),
    file,
    work.signal,
  );
  await upload(work, { key, type: 'application/json', body: { file } });
}

async function writeVideo(work: Work, key: string, { source, processed, sound }: Estimated): Promise<void> {
  const file = join(work.folder, 'visualization.mp4');
  const { start, end } = selectionOf(work.record.options);
  await joinVideo({
    segments: processed.chunks.map(({ segment, times }) => ({ file: segment as string, times })),
    format: drawnFormat(source.probe),
    ...(sound === undefined ? {} : { sound }),
    origin: source.probe.origin,
    range: [start, end],
    file,
    signal: work.signal,
  });
  await upload(work, { key, type: 'video/mp4', body: { file } });
}

async function writeRunFile(
  work: Work,
  key: string,
  { source, inference, processed, encoder }: Estimated,
): Promise<void> {
  const { model, provider, plan } = inference;
  const facts = { probe: source.probe, model, provider, plan, processed, encoder };
  const content = await runFile(work, facts);
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  await upload(work, { key, type: 'application/json', body: { text } });
}

function upload({ s3, resultsBucket, signal }: Work, object: ResultObject): Promise<void> {
  return uploadResult(s3, resultsBucket, object, signal);
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
