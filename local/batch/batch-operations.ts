/** The operations of Batch that the stand-in knows: JSON in, JSON out. */
import * as z from 'zod';
import { JOB_STATUSES } from './job.ts';
import { batchArn, jobDetail } from './job-detail.ts';
import type { LocalBatch } from './local-batch.ts';
import { submitSchema, toSubmitRequest } from './submit-request.ts';

/** An error that Batch answers, of the caller's making. */
export class ClientException extends Error {
  override readonly name = 'ClientException';
}

/** The only queue and definition there are. */
export interface BatchNames {
  queue: string;
  definition: string;
}

type Operation = (batch: LocalBatch, body: unknown, names: BatchNames) => object;

const endSchema = z.strictObject({ jobId: z.string(), reason: z.string() });
const describeSchema = z.strictObject({ jobs: z.array(z.string()).max(100) });
const listSchema = z.strictObject({
  jobQueue: z.string(),
  jobStatus: z.enum(JOB_STATUSES).default('RUNNING'),
  maxResults: z.int().min(1).max(100).default(100),
  nextToken: z.string().regex(/^\d+$/).optional(),
});

/** Operations by their paths. @throws ClientException */
export const BATCH_OPERATIONS: Readonly<Record<string, Operation>> = {
  '/v1/submitjob': submitJob,
  '/v1/describejobs': describeJobs,
  '/v1/listjobs': listJobs,
  '/v1/terminatejob': (batch, body) => endJob(body, (id, reason) => batch.terminate(id, reason)),
  '/v1/canceljob': (batch, body) => endJob(body, (id, reason) => batch.cancel(id, reason)),
};

function submitJob(batch: LocalBatch, body: unknown, names: BatchNames): object {
  const request = parse(submitSchema, body);
  requireName('job queue', request.jobQueue, [names.queue, batchArn(`job-queue/${names.queue}`)]);
  const revision = `${names.definition}:1`;
  const definitions = [names.definition, revision, batchArn(`job-definition/${revision}`)];
  requireName('job definition', request.jobDefinition, definitions);
  const { id, name } = batch.submit(toSubmitRequest(request));
  return { jobArn: batchArn(`job/${id}`), jobName: name, jobId: id };
}

function describeJobs(batch: LocalBatch, body: unknown): object {
  const ids = new Set(parse(describeSchema, body).jobs);
  return { jobs: [...ids].flatMap((id) => batch.store.get(id) ?? []).map(jobDetail) };
}

function listJobs(batch: LocalBatch, body: unknown, names: BatchNames): object {
  const { jobQueue, jobStatus, maxResults, nextToken } = parse(listSchema, body);
  requireName('job queue', jobQueue, [names.queue, batchArn(`job-queue/${names.queue}`)]);
  const found = batch.store.inStatus(jobStatus, { after: Number(nextToken ?? 0), limit: maxResults + 1 });
  const jobs = found.slice(0, maxResults);
  const last = jobs.at(-1);
  const isMore = found.length > jobs.length && last !== undefined;
  return {
    jobSummaryList: jobs.map((job) => summary(jobDetail(job))),
    ...(isMore ? { nextToken: String(batch.store.position(last.id)) } : {}),
  };
}

function summary(detail: ReturnType<typeof jobDetail>): object {
  const { jobArn, jobId, jobName, createdAt, startedAt, stoppedAt, status, statusReason, jobDefinition } =
    detail;
  const { exitCode, reason } = detail.container;
  const times = { createdAt, startedAt, stoppedAt };
  return {
    jobArn,
    jobId,
    jobName,
    ...times,
    status,
    statusReason,
    jobDefinition,
    container: { exitCode, reason },
  };
}

function endJob(body: unknown, end: (id: string, reason: string) => boolean): object {
  const { jobId, reason } = parse(endSchema, body);
  if (!end(jobId, reason)) throw new ClientException(`Job ${jobId} does not exist.`);
  return {};
}

function requireName(kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new ClientException(`The ${kind} ${name} does not exist.`);
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body);
  if (data === undefined)
    throw new ClientException(error === undefined ? 'No body.' : z.prettifyError(error));
  return data;
}
