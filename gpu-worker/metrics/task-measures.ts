/** What is measured of a task's work, and written as metrics when the work is over, however it ended. */
import { hasStage, writeMetrics } from '../../core/emf.ts';
import { ENV, envOr } from '../../core/environment.ts';
import { log } from '../../core/log.ts';
import { WORKER_METRICS } from '../../core/metrics.ts';
import type { TaskRecord } from '../../core/task.ts';
import type { Pace } from '../pipeline/video-job.ts';
import type { TaskOutcome } from '../task/run-task.ts';
import { GpuWatch } from './gpu-watch.ts';
import { instanceType } from './instance-type.ts';
import { MemoryWatch } from './memory-watch.ts';

/** A video whose poses have been estimated. */
export interface EstimatedVideo {
  /** Frames that were selected, estimated and written. */
  frames: number;
  /** Those of them that earlier attempts have done. */
  framesBefore: number;
  /** Seconds of the video that they cover. */
  videoSeconds: number;
  pace: Pace;
}

/** How the work ended; `died` for an error that nobody foresaw. */
export type WorkEnd = TaskOutcome | 'died';

/** Measures one task from its claim on. Without a stage nothing is watched and nothing written. */
export class TaskMeasures {
  /** Set when the poses have been estimated. */
  video: EstimatedVideo | undefined;
  readonly #record: TaskRecord;
  readonly #begun = performance.now();
  readonly #memory = hasStage() ? new MemoryWatch() : undefined;
  readonly #gpu = hasStage() && envOr(ENV.provider, 'cpu') === 'cuda' ? new GpuWatch() : undefined;

  constructor(record: TaskRecord) {
    this.#record = record;
  }

  /** Writes the metrics. What goes wrong with them is logged and does not touch the task. */
  async write(end: WorkEnd): Promise<void> {
    try {
      await this.#write(end);
    } catch (error) {
      log.error('The metrics of a task could not be written.', {
        task_id: this.#record.task_id,
        error: error as Error,
      });
    }
  }

  async #write(end: WorkEnd): Promise<void> {
    const seconds = (performance.now() - this.#begun) / 1000;
    const gpu = this.#gpu?.stop();
    const memoryMiB = await this.#memory?.stop();
    const { task_id, model } = this.#record;
    writeMetrics(
      {
        ...speedOf(this.video, seconds),
        [WORKER_METRICS.memoryMiB]: memoryMiB,
        [WORKER_METRICS.gpuPercent]: gpu?.percent,
        [WORKER_METRICS.gpuMemoryMiB]: gpu?.memoryMiB,
        [WORKER_METRICS.workerSeconds]: seconds,
        [WORKER_METRICS.gpuSeconds]: gpu?.gpus === undefined ? undefined : seconds * gpu.gpus,
        ...countsOf(end),
      },
      { worker: { Model: model, InstanceType: await instanceType() }, properties: { task_id } },
    );
  }
}

/** Work that came to no end has no pace; what it took counts all the same. */
function speedOf(video: EstimatedVideo | undefined, seconds: number) {
  if (video === undefined) return {};
  const { frames, framesBefore, videoSeconds, pace } = video;
  const own = frames - framesBefore;
  return {
    [WORKER_METRICS.framesPerSecond]: own / pace.seconds,
    [WORKER_METRICS.realTimeFactor]: seconds / ((videoSeconds * own) / frames),
    [WORKER_METRICS.decodeMs]: pace.decodeMs ?? undefined,
    [WORKER_METRICS.inferenceMs]: pace.inferenceMs ?? undefined,
    [WORKER_METRICS.videoSeconds]: videoSeconds,
  };
}

function countsOf(end: WorkEnd) {
  const one = (wanted: WorkEnd) => (end === wanted ? 1 : 0);
  return {
    [WORKER_METRICS.completed]: one('completed'),
    [WORKER_METRICS.failed]: one('failed'),
    [WORKER_METRICS.interrupted]: one('interrupted'),
    [WORKER_METRICS.died]: one('died'),
  };
}
