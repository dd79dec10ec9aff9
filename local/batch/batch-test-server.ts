/** A Batch stand-in with a client, for tests. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { LOCAL_REGION } from '../local-account.ts';
import type { JobStateChange } from './job-detail.ts';
import type { BatchSettings } from './settings.ts';
import { type RunningBatch, startBatch } from './start-batch.ts';

const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'a secret of the tests' };

/** What a test worker writes about itself. */
export interface WorkerReport {
  job: string;
  attempt: string;
  pid: number;
  cwd: string;
  env: Record<string, string>;
}

/** A running stand-in. */
export interface BatchTestServer {
  readonly batch: BatchClient;
  readonly endpoint: string;
  data: string;
  events: JobStateChange[];
  /** Submits a job whose worker behaves so. @returns its id. */
  submit(behaviour: string): Promise<string>;
  describe(id: string): Promise<JobDetail>;
  /** Asks for the end of a job. */
  terminate(id: string): Promise<unknown>;
  /** Waits until a job is in a state. @throws Error after ten seconds. */
  until(id: string, status: string): Promise<JobDetail>;
  /** Waits until a job's worker has written a line. */
  untilReady(id: string): Promise<void>;
  reports(): Promise<WorkerReport[]>;
  stop(): Promise<void>;
  start(settings?: Partial<BatchSettings>): Promise<void>;
  close(): Promise<void>;
}

/** Starts a stand-in whose data lies in a temporary folder, unless one is given. */
export async function startBatchTestServer(settings: Partial<BatchSettings> = {}): Promise<BatchTestServer> {
  const data = settings.data ?? (await mkdtemp(join(tmpdir(), 'posefleet-batch-')));
  const report = join(data, 'report');
  const events: JobStateChange[] = [];
  let server: RunningBatch;
  let batch: BatchClient;
  const describe = async (id: string) => {
    const { jobs = [] } = await batch.send(new DescribeJobsCommand({ jobs: [id] }));
    if (jobs[0] === undefined) throw new Error(`There is no job ${id}.`);
    return jobs[0];
  };
  const test: BatchTestServer = {
    get batch() {
      return batch;
    },
    get endpoint() {
      return server.endpoint;
    },
    data,
    events,
    async submit(behaviour) {
      const environment = [{ name: 'BEHAVIOUR', value: behaviour }];
      const names = { jobName: 'job', jobQueue: 'posefleet', jobDefinition: 'posefleet-worker' };
      const { jobId = '' } = await batch.send(
        new SubmitJobCommand({ ...names, containerOverrides: { environment } }),
      );
      return jobId;
    },
    describe,
    terminate: (id) => batch.send(new TerminateJobCommand({ jobId: id, reason: 'A test ends it.' })),
    async until(id, status) {
      return await poll(async () => {
        const job = await describe(id);
        return job.status === status ? job : undefined;
      }, `${id} did not become ${status}`);
    },
    async untilReady(id) {
      await poll(async () => {
        const stream = (await describe(id)).container?.logStreamName;
        const file = join(data, 'logs', `${stream}.log`);
        return stream !== undefined && existsSync(file) && (await readFile(file, 'utf8')).includes('ready')
          ? true
          : undefined;
      }, `the worker of ${id} did not begin`);
    },
    async reports() {
      const text = existsSync(report) ? await readFile(report, 'utf8') : '';
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    async stop() {
      batch.destroy();
      await server.close();
    },
    async start(changed = {}) {
      server = await startBatch({
        credentials,
        workerCommand: [process.execPath, fileURLToPath(new URL('./fake-worker.ts', import.meta.url))],
        environment: { REPORT: report },
        hostEnvironment: (scratch) => ({ PATH: process.env.PATH ?? '', SCRATCH: scratch }),
        onStateChange: (event) => void events.push(event),
        concurrency: 2,
        retryDelayMs: 10,
        ...settings,
        ...changed,
        data,
      });
      batch = new BatchClient({
        endpoint: server.endpoint,
        region: LOCAL_REGION,
        credentials,
        maxAttempts: 1,
      });
      await server.start();
    },
    async close() {
      await test.stop();
      await rm(data, { recursive: true });
    },
  };
  await test.start();
  return test;
}

async function poll<T>(look: () => Promise<T | undefined>, failure: string): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${failure} within ten seconds.`);
}
