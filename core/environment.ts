/** Names of the environment variables that cross a boundary, and how they are read. */
import { PosefleetError } from './errors.ts';

/** Every environment variable of the project. Defaults stand with the code that reads them. */
export const ENV = {
  /** DynamoDB table of tasks, uploads and counts. */
  table: 'POSEFLEET_TABLE',
  /** Bucket of uploaded videos and boxes files. */
  mediaBucket: 'POSEFLEET_MEDIA_BUCKET',
  /** Bucket of predictions and drawn videos. */
  resultsBucket: 'POSEFLEET_RESULTS_BUCKET',
  /** Further buckets whose videos may be named in requests: JSON, `{"bucket": ["owner", …]}`. */
  sourceBuckets: 'POSEFLEET_SOURCE_BUCKETS',
  /** Bucket whose keys are absolute paths on this machine, without the leading slash. Local service only. */
  filesBucket: 'POSEFLEET_FILES_BUCKET',
  /** Folder against which relative file names are resolved. Local service only. */
  filesFolder: 'POSEFLEET_FILES_FOLDER',
  /** URL of the queue of tasks that wait for a job. */
  queueUrl: 'POSEFLEET_QUEUE_URL',
  /** Batch job queue. */
  jobQueue: 'POSEFLEET_JOB_QUEUE',
  /** Batch job definition. */
  jobDefinition: 'POSEFLEET_JOB_DEFINITION',
  /** Model of requests that name none. */
  defaultModel: 'POSEFLEET_DEFAULT_MODEL',
  /** Top-down model of requests that bring boxes and name no model. */
  defaultTopDownModel: 'POSEFLEET_DEFAULT_TOP_DOWN_MODEL',
  /** Models that were added to the catalogue: JSON, `[{"name": …, "aliases": […], "task": …, "detector": …}, …]`. */
  addedModels: 'POSEFLEET_ADDED_MODELS',
  /** Owner of requests that no authorizer has seen. Local service only: without it such requests are refused. */
  anonymousOwner: 'POSEFLEET_ANONYMOUS_OWNER',
  /** Owners that may have a folder under `uploads/`: a JSON list. Without it each folder names its owner. */
  owners: 'POSEFLEET_OWNERS',
  /** Owner of what is dropped under `uploads/` in a folder that names no known owner. */
  defaultOwner: 'POSEFLEET_DEFAULT_OWNER',
  /** DynamoDB table of the hashes of bearer tokens. */
  tokensTable: 'POSEFLEET_TOKENS_TABLE',
  /** Origins of web pages that may call the API: a JSON list. Without it CORS is off. */
  corsOrigins: 'POSEFLEET_CORS_ORIGINS',
  /** Stage of the deployment, the dimension of all metrics. Without it none are written. */
  stage: 'POSEFLEET_STAGE',
  /** EventBridge bus that hears of each task that ends. */
  eventBus: 'POSEFLEET_EVENT_BUS',
  /** Days after which ended tasks are forgotten. */
  retentionDays: 'POSEFLEET_RETENTION_DAYS',
  /** Seconds after which the sweeper sends a waiting task to the queue again. */
  resendSeconds: 'POSEFLEET_RESEND_SECONDS',
  /** Seconds without a heartbeat after which the sweeper asks Batch about a task's job. */
  silentSeconds: 'POSEFLEET_SILENT_SECONDS',
  /** Largest video, in bytes, whichever way it comes. */
  maxUploadBytes: 'POSEFLEET_MAX_UPLOAD_BYTES',
  /** Longest video, or range of one that is used, in seconds. */
  maxVideoSeconds: 'POSEFLEET_MAX_VIDEO_SECONDS',
  /** Widest and highest picture of a video, in pixels. */
  maxVideoSide: 'POSEFLEET_MAX_VIDEO_SIDE',
  /** Unfinished tasks that one caller may have. */
  maxTasksInFlight: 'POSEFLEET_MAX_TASKS_IN_FLIGHT',
  /** Disk that a worker's task must leave free, in bytes. */
  freeDiskBytes: 'POSEFLEET_FREE_DISK_BYTES',
  /** Short clips that share a job at most; 1 gives each its own. Read by the API and the dispatcher. */
  groupTasks: 'POSEFLEET_GROUP_TASKS',
  /** Tasks of a job: a JSON list of task ids. Set by the dispatcher, read by the worker. */
  taskIds: 'POSEFLEET_TASK_IDS',
  /** Folder of downloaded and converted models. */
  models: 'POSEFLEET_MODELS',
  /** Bucket from which a worker takes models that are not in its folder; they lie there under `models/`. */
  modelsBucket: 'POSEFLEET_MODELS_BUCKET',
  /** `forbidden` when models may not be fetched from where they are published. */
  modelDownloads: 'POSEFLEET_MODEL_DOWNLOADS',
  /** Folders and addresses that are asked for models before those where they are published. */
  modelMirrors: 'POSEFLEET_MODEL_MIRRORS',
  /** Where models run: `cpu`, `cuda`, `webgpu`, or `auto` for the best that works; default `cpu`. */
  provider: 'POSEFLEET_PROVIDER',
  /** What decodes and encodes video: `none`, `cuda`, or `auto` (the default): the GPU where models run on CUDA. */
  hwaccel: 'POSEFLEET_HWACCEL',
  /** File that names the machine's instance type; the host writes it. */
  instanceTypeFile: 'POSEFLEET_INSTANCE_TYPE_FILE',
  /** Folder for files in work. */
  scratch: 'POSEFLEET_SCRATCH',
  /** Threads that run models; default from the cores. */
  threads: 'POSEFLEET_THREADS',
  /** Memory that a worker may plan with, in bytes; default the job's, or the machine's. */
  memoryBytes: 'POSEFLEET_MEMORY_BYTES',
  /** Seconds of video in a chunk, after which interrupted work is taken up again: at most and by default 10. */
  chunkSeconds: 'POSEFLEET_CHUNK_SECONDS',
  /** How the local service starts workers: `process` or `container`. */
  localRuntime: 'POSEFLEET_LOCAL_RUNTIME',
  /** Image of the worker's container, for the local service. */
  image: 'POSEFLEET_IMAGE',
  /** Data folder of the local service. */
  data: 'POSEFLEET_DATA',
  /** Videos that the local service works on at once. */
  concurrency: 'POSEFLEET_CONCURRENCY',
  /** Folder for things that can be made again, such as the demo clip. */
  cache: 'POSEFLEET_CACHE',
  /** Address of the API for the command line. */
  url: 'POSEFLEET_URL',
  /** Bearer token for the command line. */
  token: 'POSEFLEET_TOKEN',
} as const;

/** Name of one of the project's environment variables. */
export type EnvironmentName = (typeof ENV)[keyof typeof ENV];

/** @throws Error with a full sentence when the variable is not set. */
export function requireEnv(name: EnvironmentName | 'AWS_BATCH_JOB_ID'): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} must be set.`);
  return value;
}

/** The variable's value, or the default when it is not set or empty. */
export function envOr(name: EnvironmentName, fallback: string): string {
  const value = process.env[name];
  return value === undefined || value === '' ? fallback : value;
}

/** @throws PosefleetError `internal` when the variable is set to something that is not a number above zero. */
export function envNumberOr(name: EnvironmentName, fallback: number): number {
  const value = Number(envOr(name, String(fallback)));
  if (Number.isFinite(value) && value > 0) return value;
  throw wrongSetting(name, `must be a number above zero, not ${process.env[name]}`);
}

/**
 * The error of a variable that makes no sense. A task that meets it ends by it: another worker would meet it too.
 *
 * @param what follows its name.
 */
export function wrongSetting(name: EnvironmentName, what: string): PosefleetError {
  return new PosefleetError('internal', `The environment variable ${name} ${what}.`);
}
