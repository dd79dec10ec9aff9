/** Names of the metrics that handlers and workers write (EMF) and that dashboard and alarms read. */

/** Namespace in CloudWatch. */
export const METRICS_NAMESPACE = 'Posefleet';

/** Dimension of all metrics: the stage of the deployment. */
export const STAGE_DIMENSION = 'Stage';
/** Further dimensions of the worker's metrics. Never a task's id: each value is a metric that is paid for. */
export const WORKER_DIMENSIONS = ['Model', 'InstanceType'] as const;

/** What a worker measures, once a task. */
export const WORKER_METRICS = {
  /** Frames a second, over the stage of poses. */
  framesPerSecond: 'FramesPerSecond',
  /** Seconds of work for each second of video; below 1 is faster than real time. */
  realTimeFactor: 'RealTimeFactor',
  /** Milliseconds a frame. */
  decodeMs: 'DecodeMillisecondsPerFrame',
  inferenceMs: 'InferenceMillisecondsPerFrame',
  /** Highest resident memory of the worker and what it started, in MiB. */
  memoryMiB: 'PeakMemoryMiB',
  /** Percent of a GPU's time that was used, and its memory in MiB; on machines with a GPU. */
  gpuPercent: 'GpuUtilizationPercent',
  gpuMemoryMiB: 'GpuMemoryMiB',
  /** Seconds for which the task held its machine: what is paid for. */
  workerSeconds: 'WorkerSeconds',
  /** The part of them in which it held a GPU, times the number of GPUs. */
  gpuSeconds: 'GpuSeconds',
  /** Seconds of video that were worked on. */
  videoSeconds: 'VideoSeconds',
  completed: 'TasksCompleted',
  failed: 'TasksFailed',
  interrupted: 'TasksInterrupted',
} as const;

/** What the sweeper finds, every five minutes. */
export const SWEEP_METRICS = {
  queued: 'QueuedTasks',
  processing: 'ProcessingTasks',
  /** Age of the longest waiting and of the longest worked on task, in seconds; 0 when there is none. */
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

/** Tasks that ended in any way, counted where their end is announced; dimension `Stage` alone. */
export const END_METRICS = {
  completed: 'EndedCompleted',
  failed: 'EndedFailed',
  cancelled: 'EndedCancelled',
} as const;
