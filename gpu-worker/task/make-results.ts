/** From a video in S3 to predictions and a drawn video in S3. */
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { PosefleetError } from '../../core/errors.ts';
import { fileStem, resultKeys, s3Address } from '../../core/places.ts';
import type { TaskRecord, TaskResult, TaskWarning } from '../../core/task.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import { type FfmpegPrograms, findFfmpegPrograms } from '../../media/ffmpeg.ts';
import { evenSize } from '../../media/frame-decoder.ts';
import { type FrameTable, readFrameTable } from '../../media/frame-table.ts';
import { joinVideo } from '../../media/join-video.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import type { SegmentFormat } from '../../media/segment-encoder.ts';
import { extractSound, type Sound } from '../../media/sound.ts';
import { readBoxes } from '../boxes/read-boxes.ts';
import type { LoadedModel } from '../inference/loaded-model.ts';
import { type ProcessedVideo, processVideo, type VideoJob } from '../pipeline/process-video.ts';
import { joinPredictions } from '../predictions/join-predictions.ts';
import { fetchObject } from './fetch-object.ts';
import { countSelected } from './frame-count.ts';
import { loadModel } from './load-model.ts';
import type { ProgressReporter } from './progress-reporter.ts';
import { runFile } from './run-file.ts';
import { selectionOf } from './selection.ts';
import { Stopwatch } from './stopwatch.ts';
import { uploadResult } from './upload-results.ts';
import { decodeWarnings, soundWarning } from './warnings.ts';

/** What a task's work needs. */
export interface Work {
  record: TaskRecord;
  s3: S3Client;
  resultsBucket: string;
  /** An empty folder for files in work. */
  folder: string;
  threads: number;
  progress: ProgressReporter;
  signal: AbortSignal;
}

/** What came of it. */
export interface Made {
  result: TaskResult;
  warnings: TaskWarning[];
}

/** The video once it is at hand. */
interface Source {
  file: string;
  probe: VideoProbe;
  table: FrameTable;
}

/** Does a task's work. @throws PosefleetError when the input is bad, the signal's reason when it is aborted. */
export async function makeResults(work: Work): Promise<Made> {
  return await new ResultMaker(work).make();
}

class ResultMaker {
  readonly #work: Work;
  readonly #watch = new Stopwatch();
  readonly #programs: FfmpegPrograms = findFfmpegPrograms();
  readonly #warnings: TaskWarning[] = [];

  constructor(work: Work) {
    this.#work = work;
  }

  async make(): Promise<Made> {
    const source = await this.#fetch();
    const model = await this.#loadModel();
    const sound = this.#extractSound(source);
    try {
      const processed = await this.#process(source, model);
      return await this.#write(source, model, processed, await sound);
    } finally {
      await sound;
    }
  }

  async #fetch(): Promise<Source> {
    const { record, s3, folder, progress, signal } = this.#work;
    const file = join(folder, 'source');
    await fetchObject(s3, record.video, file, { missing: 'video_not_found', signal });
    this.#watch.lap('fetch');
    progress.enter('probe');
    const probe = await probeVideo(file, this.#programs);
    const table = await readFrameTable(file, this.#programs);
    progress.expect(countSelected(table, probe, selectionOf(record.options)));
    this.#watch.lap('probe');
    return { file, probe, table };
  }

  async #loadModel(): Promise<LoadedModel> {
    const { record, progress, signal } = this.#work;
    progress.enter('model');
    const model = await loadModel(record.model, record.bboxes !== undefined, { signal });
    this.#watch.lap('model');
    return model;
  }

  /** Runs beside the poses. Sound that cannot be read is a warning, not a failure. */
  async #extractSound({ file, probe }: Source): Promise<Sound | undefined> {
    const { record, folder, signal } = this.#work;
    if (probe.sound === null || record.options.visualization === false) return undefined;
    try {
      return await extractSound(file, probe.sound, join(folder, 'sound.mp4'), {
        programs: this.#programs,
        signal,
      });
    } catch (error) {
      if (!signal.aborted) this.#warnings.push(soundWarning(error as Error));
      return undefined;
    }
  }

  async #process(source: Source, model: LoadedModel): Promise<ProcessedVideo> {
    const job = await this.#videoJob(source, model);
    this.#work.progress.enter('poses');
    const processed = await processVideo(job);
    this.#watch.lap('poses');
    if (processed.decode.decoded === 0) throw noFrames(processed);
    if (processed.frames === 0) {
      throw new PosefleetError(
        'range_empty',
        `No frame lies between start_seconds and end_seconds; the video has ${source.table.pts.length} frames.`,
      );
    }
    this.#warnings.push(...decodeWarnings(processed.decode, source.probe, source.table));
    return processed;
  }

  async #videoJob({ file, probe, table }: Source, model: LoadedModel): Promise<VideoJob> {
    const { record, folder, threads, progress, signal } = this.#work;
    const { options } = record;
    const boxes = await this.#readBoxes(probe, table);
    const keypointThreshold = options.keypoint_threshold ?? OPTION_DEFAULTS.keypoint_threshold;
    return {
      file,
      probe,
      ...evenSize(probe),
      selection: selectionOf(options),
      detectEvery: options.detect_every ?? OPTION_DEFAULTS.detect_every,
      model,
      limits: {
        boxThreshold: options.bbox_threshold ?? OPTION_DEFAULTS.bbox_threshold,
        maxPeople: options.max_people ?? Number.POSITIVE_INFINITY,
      },
      ...(boxes === undefined ? {} : { boxes }),
      ...(options.visualization === false ? {} : { drawing: { format: formatOf(probe), keypointThreshold } }),
      threads,
      folder,
      onFrame: (done) => progress.frames(done),
      signal,
      programs: this.#programs,
    };
  }

  async #readBoxes({ width, height }: VideoProbe, { pts }: FrameTable) {
    const { record, s3, folder, signal } = this.#work;
    if (record.bboxes === undefined) return undefined;
    const file = join(folder, 'bboxes.json');
    await fetchObject(s3, record.bboxes, file, { missing: 'bboxes_not_found', signal });
    return await readBoxes(file, { width, height, frames: pts.length });
  }

  async #write(
    { probe }: Source,
    model: LoadedModel,
    processed: ProcessedVideo,
    sound: Sound | undefined,
  ): Promise<Made> {
    const { record, progress, resultsBucket } = this.#work;
    progress.enter('write');
    const place = { taskId: record.task_id, run: record.run, attempt: record.attempt };
    const keys = resultKeys({ ...place, stem: fileStem(record.video.key), model: model.name });
    await this.#writePredictions(keys.predictions, processed);
    const drawn = record.options.visualization !== false;
    if (drawn) await this.#writeVideo(keys.visualization, probe, processed, sound);
    this.#watch.lap('write');
    await this.#writeRunFile(keys.runFile, probe, model, processed);
    const address = (key: string) => s3Address({ bucket: resultsBucket, key });
    return {
      result: {
        visualization_dir: drawn ? address(folderOf(keys.visualization)) : null,
        predictions_dir: address(folderOf(keys.predictions)),
        predictions_file: address(keys.predictions),
        visualization_file: drawn ? address(keys.visualization) : null,
        run_file: address(keys.runFile),
      },
      warnings: this.#warnings,
    };
  }

  async #writePredictions(key: string, { chunks }: ProcessedVideo): Promise<void> {
    const { s3, resultsBucket, folder, signal } = this.#work;
    const file = join(folder, 'predictions.json');
    await joinPredictions(
      chunks.map(({ predictions }) => predictions),
      file,
    );
    await uploadResult(s3, resultsBucket, { key, type: 'application/json', body: { file } }, signal);
  }

  async #writeVideo(
    key: string,
    probe: VideoProbe,
    { chunks }: ProcessedVideo,
    sound: Sound | undefined,
  ): Promise<void> {
    const { record, s3, resultsBucket, folder, signal } = this.#work;
    const file = join(folder, 'visualization.mp4');
    const { start, end } = selectionOf(record.options);
    await joinVideo({
      segments: chunks.map(({ segment, times }) => ({ file: segment as string, times })),
      format: formatOf(probe),
      ...(sound === undefined ? {} : { sound }),
      origin: probe.origin,
      range: [start, end],
      file,
    });
    await uploadResult(s3, resultsBucket, { key, type: 'video/mp4', body: { file } }, signal);
  }

  async #writeRunFile(
    key: string,
    probe: VideoProbe,
    model: LoadedModel,
    processed: ProcessedVideo,
  ): Promise<void> {
    const { record, s3, resultsBucket, threads, signal } = this.#work;
    const facts = { record, probe, model, processed, threads, programs: this.#programs };
    const content = await runFile({ ...facts, warnings: this.#warnings, timings: this.#watch.laps });
    const text = `${JSON.stringify(content, undefined, 2)}\n`;
    await uploadResult(s3, resultsBucket, { key, type: 'application/json', body: { text } }, signal);
  }
}

function formatOf(probe: VideoProbe): SegmentFormat {
  const { frameRate, pixelAspect, colour } = probe;
  return { ...evenSize(probe), frameRate, pixelAspect, colour };
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

function noFrames({ decode }: ProcessedVideo): PosefleetError {
  const reason = decode.complaints[0] ?? decode.end.message;
  return new PosefleetError(
    'video_unreadable',
    `No frame of the video could be decoded. ffmpeg says: ${reason}`,
  );
}
