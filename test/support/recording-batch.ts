/** A Batch that only remembers what it was asked, for tests of the handlers. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { JobDetail, SubmitJobRequest, TerminateJobRequest } from '@aws-sdk/client-batch';

/** An answer of the service: a status and a body. */
interface Answer {
  status: number;
  body: object;
}

/** What the tests see and set. */
export interface RecordingBatch {
  endpoint: string;
  submitted: SubmitJobRequest[];
  terminated: TerminateJobRequest[];
  /** How many jobs each DescribeJobs asked for. */
  described: number[];
  /** What DescribeJobs knows. */
  jobs: Map<string, Partial<JobDetail>>;
  /** Called with the job's id before SubmitJob answers: a place for races. */
  onSubmit: (jobId: string) => Promise<void>;
  /** While set, every request is refused with it. */
  refusal: { status: number; type: string } | undefined;
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1. Jobs are named `job-1`, `job-2` and so on. */
export async function startRecordingBatch(): Promise<RecordingBatch> {
  const batch: RecordingBatch = {
    endpoint: '',
    submitted: [],
    terminated: [],
    described: [],
    jobs: new Map(),
    onSubmit: async () => undefined,
    refusal: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(batch, request);
    const type = batch.refusal === undefined ? {} : { 'x-amzn-errortype': batch.refusal.type };
    response.writeHead(status, { 'content-type': 'application/json', ...type }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  batch.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return batch;
}

async function answer(batch: RecordingBatch, request: IncomingMessage): Promise<Answer> {
  const input = await json(request);
  if (batch.refusal !== undefined) return { status: batch.refusal.status, body: { message: 'refused' } };
  switch (request.url) {
    case '/v1/submitjob':
      return submit(batch, input as SubmitJobRequest);
    case '/v1/terminatejob':
      batch.terminated.push(input as TerminateJobRequest);
      return { status: 200, body: {} };
    case '/v1/describejobs':
      return describe(batch, (input as { jobs: string[] }).jobs);
    default:
      return { status: 404, body: {} };
  }
}

async function submit(batch: RecordingBatch, request: SubmitJobRequest): Promise<Answer> {
  const jobId = `job-${batch.submitted.push(request)}`;
  await batch.onSubmit(jobId);
  return { status: 200, body: { jobId, jobName: request.jobName } };
}

function describe(batch: RecordingBatch, ids: string[]): Answer {
  batch.described.push(ids.length);
  const jobs = ids.flatMap((jobId) => {
    const job = batch.jobs.get(jobId);
    return job === undefined ? [] : { jobId, ...job };
  });
  return { status: 200, body: { jobs } };
}
