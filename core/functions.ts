/**
 * The functions of the service: what starts each, how long it may take, and what it must find in its environment.
 * Stated once: the infrastructure deploys from this table, the local service starts the same handlers by it.
 */
import { ENV, type EnvironmentName } from './environment.ts';
import type { QueueName } from './queues.ts';

/** What starts a function. */
export type Trigger =
  /** Requests of the API. */
  | { kind: 'http' }
  /** The API's question whose request it is. */
  | { kind: 'authorizer' }
  /** Messages of a queue, or of its dead-letter queue. */
  | { kind: 'queue'; queue: QueueName | `${QueueName}-dead`; batchSize: number; maxConcurrency?: number }
  /** Batch's state changes of the jobs of our queue. */
  | { kind: 'job-events' }
  /** A clock. */
  | { kind: 'schedule'; minutes: number }
  /** Changes of the table: tasks that have just ended. */
  | { kind: 'task-ends' };

/** A function: the file of its name in `lambdas/` exports `handler`. */
export interface FunctionSpec {
  trigger: Trigger;
  /** Seconds after which Lambda stops it. */
  timeoutSeconds: number;
  /** Memory, in MiB; processor time grows with it, 1769 MiB make one core. */
  memoryMiB: number;
  /** What it does, for people. */
  purpose: string;
  /** Variables that it is given. */
  environment: readonly EnvironmentName[];
}

/**
 * Runs of a queue's function at once, Lambda's least. Two of ten tasks are many a second, and an account that is new has
 * ten runs in all, which the API needs.
 */
const SIDE_BY_SIDE = 2;

const ACCEPTING = [
  ENV.table,
  ENV.queueUrl,
  ENV.mediaBucket,
  ENV.resultsBucket,
  ENV.sourceBuckets,
  ENV.owners,
  ENV.defaultOwner,
  ENV.retentionDays,
  ENV.maxUploadBytes,
  ENV.maxTasksInFlight,
  ENV.groupTasks,
  ENV.defaultModel,
  ENV.defaultTopDownModel,
  ENV.addedModels,
  ENV.stage,
] as const;

/** All functions by the name of their file. */
export const FUNCTIONS = {
  api: {
    trigger: { kind: 'http' },
    // Below API Gateway's own limit of 29 s.
    timeoutSeconds: 28,
    memoryMiB: 1024,
    purpose: 'answers the API',
    environment: [...ACCEPTING, ENV.corsOrigins],
  },
  authorize: {
    trigger: { kind: 'authorizer' },
    timeoutSeconds: 5,
    memoryMiB: 512,
    purpose: 'tells whose bearer token it is',
    environment: [ENV.tokensTable, ENV.owners],
  },
  dispatch: {
    trigger: { kind: 'queue', queue: 'tasks', batchSize: 10, maxConcurrency: SIDE_BY_SIDE },
    timeoutSeconds: 30,
    // The header of a film of hours takes a second of a whole core to read.
    memoryMiB: 1024,
    purpose: 'refuses videos that are too long or too large, and submits a Batch job for each other task',
    environment: [
      ENV.table,
      ENV.queueUrl,
      ENV.jobQueue,
      ENV.jobDefinition,
      ENV.maxUploadBytes,
      ENV.maxVideoSeconds,
      ENV.maxVideoSide,
      ENV.groupTasks,
      ENV.stage,
    ],
  },
  'dead-letter': {
    trigger: { kind: 'queue', queue: 'tasks-dead', batchSize: 10, maxConcurrency: SIDE_BY_SIDE },
    timeoutSeconds: 30,
    memoryMiB: 512,
    purpose: 'fails tasks that could not be dispatched',
    environment: [ENV.table],
  },
  'ingest-upload': {
    trigger: { kind: 'queue', queue: 'object-created', batchSize: 10, maxConcurrency: SIDE_BY_SIDE },
    timeoutSeconds: 60,
    memoryMiB: 512,
    purpose: 'makes a task of each video dropped under uploads/',
    environment: ACCEPTING,
  },
  reconcile: {
    trigger: { kind: 'job-events' },
    timeoutSeconds: 60,
    memoryMiB: 512,
    purpose: 'sees to tasks whose job is over',
    environment: [ENV.table, ENV.queueUrl],
  },
  sweep: {
    trigger: { kind: 'schedule', minutes: 5 },
    timeoutSeconds: 280,
    memoryMiB: 512,
    purpose: 'takes up tasks that nobody speaks for, and tidies',
    environment: [ENV.table, ENV.queueUrl, ENV.resultsBucket, ENV.stage],
  },
  announce: {
    trigger: { kind: 'task-ends' },
    timeoutSeconds: 30,
    memoryMiB: 512,
    purpose: 'tells the event bus of each task that ends',
    environment: [ENV.eventBus, ENV.stage],
  },
} as const satisfies Record<string, FunctionSpec>;

/** Name of a function, and of its file in `lambdas/`. */
export type FunctionName = keyof typeof FUNCTIONS;
