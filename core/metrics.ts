/** Names of the metrics that handlers and workers write (EMF) and that dashboard and alarms read. */

/** Namespace in CloudWatch. */
export const METRICS_NAMESPACE = 'Posefleet';

/** Dimension of all metrics: the stage of the deployment (`POSEFLEET_STAGE`). There is no `service` dimension. */
export const STAGE_DIMENSION = 'Stage';
/** Further dimensions of the worker's metrics. Never a task's id: each value is a metric that is paid for. */
export const WORKER_DIMENSIONS = ['Model', 'InstanceType'] as const;

/** Sets of dimensions under which handlers write their metrics. */
export const SERVICE_DIMENSION_SETS = [[STAGE_DIMENSION]] as const;
/**
 * Sets of dimensions under which a worker writes each of its metrics: over everything, for dashboard and alarms,
 * and apart by model and instance type, for comparisons.
 */
export const WORKER_DIMENSION_SETS = [[STAGE_DIMENSION], [STAGE_DIMENSION, ...WORKER_DIMENSIONS]] as const;

/** `InstanceType` of a worker that no host has told its type. */
export const UNKNOWN_INSTANCE_TYPE = 'local';

/** What a worker measures, once a task, however the task ended; what could not be measured is not written. */
export const WORKER_METRICS = {
  /** Frames a second, over the stage of poses. */
  framesPerSecond: 'FramesPerSecond',
  /** Seconds of work for each second of video; below 1 is faster than real time. */
  realTimeFactor: 'RealTimeFactor',
  /** Milliseconds for which a free buffer waited for the decoder, a decoded frame; near 0 where models are slower. */
  decodeMs: 'DecodeMillisecondsPerFrame',
  /** Milliseconds for which an inference thread worked on a frame; several threads work at once. */
  inferenceMs: 'InferenceMillisecondsPerFrame',
  /** Most memory that the container had in use while the task was worked on, without the file cache, in MiB. */
  memoryMiB: 'PeakMemoryMiB',
  /** Percent of the GPUs' time that was used, and the memory of the fullest in MiB; looked at every 10 seconds. */
  gpuPercent: 'GpuUtilizationPercent',
  gpuMemoryMiB: 'GpuMemoryMiB',
  /** Seconds from the task's claim to its end. The start of machine and container is paid for as well. */
  workerSeconds: 'WorkerSeconds',
  /** The same times the number of GPUs; on machines with a GPU. */
  gpuSeconds: 'GpuSeconds',
  /** Seconds of video whose poses were estimated. */
  videoSeconds: 'VideoSeconds',
  /** 1 where the task ended so, else 0: the sum counts, the average is a share. All are 0 for a task that was lost. */
  completed: 'TasksCompleted',
  failed: 'TasksFailed',
  interrupted: 'TasksInterrupted',
  /** Errors that nobody foresaw: the worker dies of them, and the task gets another job. */
  died: 'WorkersDied',
} as const;

/** What the sweeper finds, every five minutes. */
export const SWEEP_METRICS = {
  queued: 'QueuedTasks',
  processing: 'ProcessingTasks',
  /** Seconds for which the longest waiting and the longest worked on task have been so; 0 when there is none. */
  oldestQueuedSeconds: 'OldestQueuedSeconds',
  oldestProcessingSeconds: 'OldestProcessingSeconds',
  /** Tasks that nobody spoke for and that were taken up again. */
  resent: 'TasksResent',
  buried: 'JobsBuried',
} as const;

/** What the API counts. */
export const API_METRICS = {
  accepted: 'TasksAccepted',
} as const;

/** Tasks that ended in any way, counted where their end is announced; a repeated announcement counts again. */
export const END_METRICS = {
  completed: 'EndedCompleted',
  failed: 'EndedFailed',
  cancelled: 'EndedCancelled',
} as const;

/** A unit as CloudWatch knows it; it has none for MiB. */
type Unit = 'Count' | 'Count/Second' | 'Seconds' | 'Milliseconds' | 'Percent' | 'None';

/** Units that the metrics are written with; those that are not named here are counts. */
const UNITS: Readonly<Record<string, Unit>> = {
  [WORKER_METRICS.framesPerSecond]: 'Count/Second',
  [WORKER_METRICS.realTimeFactor]: 'None',
  [WORKER_METRICS.decodeMs]: 'Milliseconds',
  [WORKER_METRICS.inferenceMs]: 'Milliseconds',
  [WORKER_METRICS.memoryMiB]: 'None',
  [WORKER_METRICS.gpuPercent]: 'Percent',
  [WORKER_METRICS.gpuMemoryMiB]: 'None',
  [WORKER_METRICS.workerSeconds]: 'Seconds',
  [WORKER_METRICS.gpuSeconds]: 'Seconds',
  [WORKER_METRICS.videoSeconds]: 'Seconds',
  [SWEEP_METRICS.oldestQueuedSeconds]: 'Seconds',
  [SWEEP_METRICS.oldestProcessingSeconds]: 'Seconds',
};

/** Name of one of the metrics. */
export type MetricName =
  | (typeof WORKER_METRICS)[keyof typeof WORKER_METRICS]
  | (typeof SWEEP_METRICS)[keyof typeof SWEEP_METRICS]
  | (typeof API_METRICS)[keyof typeof API_METRICS]
  | (typeof END_METRICS)[keyof typeof END_METRICS];

/** The unit with which a metric is written. */
export function unitOf(name: MetricName): Unit {
  return UNITS[name] ?? 'Count';
}
