/**
 * How the worker's container runs, stated once: the infrastructure makes the job definition of it, the local
 * service starts containers by it.
 */
import { ENV, type EnvironmentName } from './environment.ts';

/**
 * Options of Node for every worker, in a container or not. A semi-space holds new objects, in MiB; V8 would let it grow
 * from 8 to 32 in the course of a long video, in which few objects live for longer than their frame.
 */
export const WORKER_NODE_OPTIONS = ['--max-semi-space-size=8'] as const;

/** What is fixed about the container. */
export const WORKER_CONTAINER = {
  /** Arguments of the image's entry point, which is Node; the image has them as its default command too. */
  command: [...WORKER_NODE_OPTIONS, '/app/main.mjs'],
  /** User and group: neither is root. */
  user: '10001:10001',
  /** Nothing of the image can be changed; only `scratch` can be written. */
  readonlyRootFilesystem: true,
  /** Folder of the one volume that can be written. */
  scratch: '/scratch',
  /** Folder of models that were built into the image. */
  models: '/models',
  /** File that the host mounts to name its instance type. */
  instanceTypeFile: '/run/posefleet/instance-type',
  /** An init process hands on signals and takes care of processes that lost their parent. */
  initProcess: true,
} as const;

/** Variables of every worker, whether it runs in a container or not. */
export const WORKER_PROCESS_ENVIRONMENT = {
  // ONNX Runtime would write a device id and a database of its own.
  ORT_DISABLE_TELEMETRY: '1',
  // The default of glibc, in bytes, which stays where it is set: else it grows with the largest block that was freed, and
  // what a worker needed only while it opened its networks is never given back (mallopt(3), M_TRIM_THRESHOLD).
  MALLOC_TRIM_THRESHOLD_: String(128 * 1024),
} as const;

/** Variables of the container whose values do not depend on the deployment. */
export const WORKER_FIXED_ENVIRONMENT = {
  ...WORKER_PROCESS_ENVIRONMENT,
  [ENV.scratch]: WORKER_CONTAINER.scratch,
  [ENV.models]: WORKER_CONTAINER.models,
  [ENV.modelDownloads]: 'forbidden',
  [ENV.instanceTypeFile]: WORKER_CONTAINER.instanceTypeFile,
  TMPDIR: WORKER_CONTAINER.scratch,
  HOME: WORKER_CONTAINER.scratch,
} as const;

/** Variables that the deployment sets. */
export const WORKER_ENVIRONMENT: readonly EnvironmentName[] = [
  ENV.table,
  ENV.mediaBucket,
  ENV.resultsBucket,
  ENV.modelsBucket,
  ENV.provider,
  ENV.stage,
  ENV.threads,
  ENV.maxUploadBytes,
  ENV.maxVideoSeconds,
  ENV.maxVideoSide,
  ENV.freeDiskBytes,
  ENV.chunkSeconds,
  ENV.hwaccel,
];
