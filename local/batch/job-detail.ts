/** A job as Batch shows it: in `DescribeJobs`, and as the detail of its events. */
import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../local-account.ts';
import type { Job, JobAttempt } from './job.ts';

/** ARN of something of Batch, such as `job/ID`. */
export function batchArn(resource: string): string {
  return `arn:aws:batch:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;
}

/** The job in the shape of Batch. */
export function jobDetail(job: Job) {
  return {
    jobArn: batchArn(`job/${job.id}`),
    jobName: job.name,
    jobId: job.id,
    jobQueue: job.queue,
    status: job.status,
    attempts: job.attempts.map(attemptDetail),
    ...given('statusReason', job.statusReason),
    createdAt: job.createdAt,
    ...given('startedAt', job.startedAt),
    ...given('stoppedAt', job.stoppedAt),
    retryStrategy: { attempts: job.retry.attempts, evaluateOnExit: job.retry.rules },
    dependsOn: [],
    jobDefinition: job.definition,
    parameters: {},
    container: containerDetail(job),
    timeout: { attemptDurationSeconds: job.timeoutSeconds },
    tags: job.tags,
    propagateTags: false,
    platformCapabilities: ['EC2'],
    isTerminated: job.isTerminated,
    isCancelled: false,
  };
}

/** The event that EventBridge delivers when a job's state has changed. */
export function stateChangeEvent(job: Job) {
  const { isTerminated: _terminated, isCancelled: _cancelled, ...detail } = jobDetail(job);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Batch Job State Change' as const,
    source: 'aws.batch',
    account: LOCAL_ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: LOCAL_REGION,
    resources: [detail.jobArn],
    detail,
  };
}
/** An event of a job. */
export type JobStateChange = ReturnType<typeof stateChangeEvent>;

function containerDetail({ attempts, environment, image = 'local', logStream, status }: Job) {
  const last = status === 'RUNNING' ? undefined : attempts.at(-1);
  return {
    image,
    command: [],
    volumes: [],
    environment,
    mountPoints: [],
    ulimits: [],
    ...given('exitCode', last?.exitCode),
    ...given('reason', last?.reason),
    ...given('logStreamName', logStream),
    networkInterfaces: [],
    resourceRequirements: [],
    secrets: [],
  };
}

function attemptDetail({ startedAt, stoppedAt, exitCode, reason, statusReason, logStream }: JobAttempt) {
  const container = {
    ...given('exitCode', exitCode),
    ...given('reason', reason),
    logStreamName: logStream,
    networkInterfaces: [],
  };
  return { container, startedAt, stoppedAt, statusReason };
}

function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [key in K]?: V };
}
