/**
 * How the worker's container runs, stated once: the infrastructure makes the job definition of it, the local
 * service starts containers by it.
 */
import { ENV, type EnvironmentName } from './environment.ts';

/** What is fixed about the container. */
export const WORKER_CONTAINER = {
  /** Arguments of the image's entry point, which is Node; the image has them as its default command too. */
  command: ['/app/main.mjs'],
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

/** Variables whose values do not depend on the deployment. */
export const WORKER_FIXED_ENVIRONMENT = {
  [ENV.scratch]: WORKER_CONTAINER.scratch,
  [ENV.models]: WORKER_CONTAINER.models,
  [ENV.modelDownloads]: 'forbidden',
  [ENV.instanceTypeFile]: WORKER_CONTAINER.instanceTypeFile,
  TMPDIR: WORKER_CONTAINER.scratch,
  HOME: WORKER_CONTAINER.scratch,
  // ONNX Runtime would write a device id and a database of its own.
  ORT_DISABLE_TELEMETRY: '1',
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
