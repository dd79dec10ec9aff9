/** What a task's work needs, wherever in the worker it is done. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { TaskRecord, TaskWarning } from '../../core/task.ts';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import type { TaskMeasures } from '../metrics/task-measures.ts';
import type { ProgressReporter } from './progress-reporter.ts';
import type { Stopwatch } from './stopwatch.ts';

/** A task at work. */
export interface Work {
  record: TaskRecord;
  s3: S3Client;
  resultsBucket: string;
  /** An empty folder for files in work. */
  folder: string;
  threads: number;
  programs: FfmpegPrograms;
  progress: ProgressReporter;
  watch: Stopwatch;
  measures: TaskMeasures;
  /** Grows while the work goes on. */
  warnings: TaskWarning[];
  signal: AbortSignal;
}

/** Whether the task's options ask for a drawn video. */
export function isDrawn({ record }: Pick<Work, 'record'>): boolean {
  return record.options.visualization !== false;
}
