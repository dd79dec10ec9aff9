/** Batch's stand-in for one machine: runs workers, some at once, the first submitted first. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { log } from '../../core/log.ts';
import { afterAttempt, attemptEnd, HOST_LOST, type Interference, isCutShort } from './attempt-end.ts';
import { isOver, type Job, type JobAttempt } from './job.ts';
import { batchArn, stateChangeEvent } from './job-detail.ts';
import { JobStore } from './job-store.ts';
import { type BatchSettings, settingsWithDefaults } from './settings.ts';
import type { SubmitRequest } from './submit-request.ts';
import type { Worker, WorkerEnd } from './worker-runtime.ts';

const HOUR_MS = 3_600_000;

/** An attempt that runs. */
interface Running {
  worker: Worker;
  startedAt: number;
  timeout: NodeJS.Timeout;
  interference?: Interference;
  /** Is resolved when the attempt is over and recorded. */
  settled: Promise<void>;
}

/** The jobs of this machine. */
export class LocalBatch {
  readonly store: JobStore;
  readonly #settings: Required<BatchSettings>;
  readonly #running = new Map<string, Running>();
  /** Jobs that wait a moment before they are tried again. */
  readonly #resting = new Set<string>();
  readonly #pruning: NodeJS.Timeout;
  #isStopping = false;

  /** Opens the jobs of the data folder. Nothing runs before `start`. */
  constructor(settings: BatchSettings) {
    this.#settings = settingsWithDefaults(settings);
    mkdirSync(this.#folder('batch'), { recursive: true });
    this.store = new JobStore(join(this.#folder('batch'), 'jobs.db'));
    this.#pruning = setInterval(() => this.#forgetOldJobs(), HOUR_MS);
    this.#pruning.unref();
  }

  /** Takes up what the service left when it was stopped or killed, and begins to work. */
  async start(): Promise<void> {
    const lost = [...this.store.inStatus('STARTING'), ...this.store.inStatus('RUNNING')];
    await Promise.all(lost.map((job) => this.#settings.runtime.endLeftover(job)));
    rmSync(this.#folder('scratch'), { recursive: true, force: true });
    this.#forgetOldJobs();
    for (const job of lost) this.#addAttempt(job, { statusReason: HOST_LOST }, undefined);
    this.#fill();
  }

  /** @returns the job, which is runnable. */
  submit(request: SubmitRequest): Job {
    const { definition, queue, runtime, environment, retry, timeoutSeconds } = this.#settings;
    const job: Job = {
      id: randomUUID(),
      name: request.jobName,
      queue: batchArn(`job-queue/${queue}`),
      definition: batchArn(`job-definition/${definition}:1`),
      image: runtime.image,
      status: 'SUBMITTED',
      createdAt: Date.now(),
      environment: merge(environment, request.environment),
      attempts: [],
      retry: { ...retry, ...request.retry },
      timeoutSeconds: request.timeoutSeconds ?? timeoutSeconds,
      tags: request.tags,
      isTerminated: false,
    };
    this.#save(job);
    const runnable: Job = { ...job, status: 'RUNNABLE' };
    this.#save(runnable);
    this.#fill();
    return this.store.get(job.id) ?? runnable;
  }

  /**
   * Ends a job, whether it runs or not; one that is over stays as it is.
   *
   * @returns false when there is no such job.
   */
  terminate(id: string, reason: string): boolean {
    const job = this.store.get(id);
    if (job === undefined) return false;
    const running = this.#running.get(id);
    if (running !== undefined) {
      this.#interfere(running, { kind: 'terminated', reason }, this.#settings.terminateGraceMs);
      this.store.save({ ...job, isTerminated: true });
    } else if (!isOver(job)) {
      this.#save({
        ...job,
        status: 'FAILED',
        statusReason: reason,
        stoppedAt: Date.now(),
        isTerminated: true,
      });
    }
    return true;
  }

  /** Ends a job that does not run yet. @returns false when there is no such job. */
  cancel(id: string, reason: string): boolean {
    return this.#running.has(id) || this.terminate(id, reason);
  }

  /** Asks the workers to end, and puts their jobs back, to be taken up at the next start. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#pruning);
    const running = [...this.#running.values()];
    for (const attempt of running) this.#interfere(attempt, { kind: 'stopped' }, this.#settings.stopGraceMs);
    await Promise.all(running.map(({ settled }) => settled));
    this.store.close();
  }

  /** Ends all workers at once; for a process that cannot wait. Their jobs count as lost with their host. */
  killWorkers(): void {
    for (const { worker } of this.#running.values()) worker.kill();
  }

  #folder(name: string): string {
    return join(this.#settings.data, name);
  }

  #fill(): void {
    const room = this.#settings.concurrency - this.#running.size;
    if (this.#isStopping || room <= 0) return;
    const waiting = this.store.inStatus('RUNNABLE', { limit: room + this.#resting.size });
    for (const job of waiting.filter(({ id }) => !this.#resting.has(id)).slice(0, room)) this.#run(job);
  }

  #run(job: Job): void {
    const attempt = job.attempts.length + 1;
    const logStream = `${this.#settings.definition}/default/${job.id}-${attempt}-${Date.now()}`;
    const { statusReason: _before, startedAt: _started, stoppedAt: _stopped, ...base } = job;
    const starting: Job = { ...base, status: 'STARTING', logStream };
    this.#save(starting);
    try {
      this.#watch(starting, this.#startWorker(starting, attempt));
    } catch (error) {
      // Such as a disk that is full.
      log.error('A worker could not be started.', { batch_job_id: job.id, error: error as Error });
      this.#addAttempt(starting, attemptEnd({ error: error as Error }), undefined);
    }
  }

  #watch(job: Job, worker: Worker): void {
    const startedAt = Date.now();
    const timeout = setTimeout(() => this.#timeOut(job.id), Math.min(job.timeoutSeconds * 1000, 2 ** 31 - 1));
    const running: Running = { worker, startedAt, timeout, settled: Promise.resolve() };
    this.#running.set(job.id, running);
    if (worker.identity !== undefined) {
      this.#save({ ...job, status: 'RUNNING', startedAt, ...worker.identity });
    }
    running.settled = worker.ended.then((end) => this.#settle(job.id, running, end));
  }

  #startWorker(job: Job, attempt: number): Worker {
    const scratch = join(this.#folder('scratch'), job.id);
    mkdirSync(scratch, { recursive: true });
    return this.#settings.runtime.start({
      job: job.id,
      folder: scratch,
      logFile: join(this.#folder('logs'), `${job.logStream}.log`),
      environment: {
        ...this.#settings.hostEnvironment(scratch),
        ...Object.fromEntries(job.environment.map(({ name, value }) => [name, value])),
        AWS_BATCH_JOB_ID: job.id,
        AWS_BATCH_JOB_ATTEMPT: String(attempt),
        AWS_BATCH_JQ_NAME: this.#settings.queue,
        AWS_BATCH_CE_NAME: 'local',
      },
    });
  }

  #timeOut(id: string): void {
    const running = this.#running.get(id);
    if (running !== undefined) this.#interfere(running, { kind: 'timed-out' }, this.#settings.timeoutGraceMs);
  }

  /** The first reason stands: a worker that is ending already is not asked again. */
  #interfere(running: Running, interference: Interference, graceMs: number): void {
    if (running.interference !== undefined) return;
    running.interference = interference;
    running.worker.terminate(graceMs);
  }

  async #settle(id: string, running: Running, end: WorkerEnd): Promise<void> {
    clearTimeout(running.timeout);
    await rm(join(this.#folder('scratch'), id), { recursive: true, force: true }).catch((error) =>
      log.warn('A scratch folder could not be removed.', { batch_job_id: id, error }),
    );
    this.#running.delete(id);
    const job = this.store.get(id);
    if (job === undefined) return;
    if (isCutShort(end, running.interference)) this.#putBack(job);
    else {
      const ended = attemptEnd(end, running.interference);
      this.#addAttempt({ ...job, startedAt: running.startedAt }, ended, running.interference);
    }
    this.#fill();
  }

  #putBack(job: Job): void {
    const { process: _gone, container: _too, ...rest } = job;
    this.#save({ ...rest, status: 'RUNNABLE', statusReason: 'The service was stopped.' });
  }

  #addAttempt(
    { process: _gone, container: _too, ...job }: Job,
    end: Pick<JobAttempt, 'exitCode' | 'reason' | 'statusReason'>,
    interference: Interference | undefined,
  ): void {
    const stoppedAt = Date.now();
    const attempt: JobAttempt = {
      startedAt: job.startedAt ?? stoppedAt,
      stoppedAt,
      logStream: job.logStream ?? '',
      ...end,
    };
    const after = afterAttempt({ ...job, attempts: [...job.attempts, attempt] }, interference);
    if (after.status === 'RUNNABLE' && end.statusReason !== HOST_LOST) this.#rest(after);
    this.#save(after);
  }

  /** A worker that fails at once, as without a network, should not use up its attempts within a second. */
  #rest({ id, attempts }: Job): void {
    this.#resting.add(id);
    const timer = setTimeout(() => {
      this.#resting.delete(id);
      this.#fill();
    }, this.#settings.retryDelayMs * attempts.length);
    timer.unref();
  }

  #save(job: Job): void {
    this.store.save(job);
    this.#settings.onStateChange(stateChangeEvent(job));
  }

  #forgetOldJobs(): void {
    for (const { attempts, logStream } of this.store.forget(Date.now() - this.#settings.keptMs)) {
      for (const stream of [logStream, ...attempts.map((attempt) => attempt.logStream)]) {
        if (stream !== undefined) rmSync(join(this.#folder('logs'), `${stream}.log`), { force: true });
      }
    }
  }
}

/** What a request sets takes the place of the definition's. */
function merge(base: Record<string, string>, over: Record<string, string>): Job['environment'] {
  return Object.entries({ ...base, ...over }).map(([name, value]) => ({ name, value }));
}
