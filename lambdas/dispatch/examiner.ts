/** Has headers looked at by a thread, one after the other, each for a limited time. */
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { log } from '../../core/log.ts';
import { s3Address } from '../../core/places.ts';
import type { VideoFacts } from './examine-video.ts';
import { EXAMINER_FILE, EXAMINER_ROLE, type Examination, type ExaminationAnswer } from './examiner-thread.ts';

/** Milliseconds for one header, the start of a thread included. */
const HEADER_MS = 5000;
/** Milliseconds after which a header that still waits for its turn is not looked at: a function has 30 s in all. */
const TURN_MS = 10_000;
/** Heap of the thread, in MiB: the index of a film of a day takes about 100. */
const HEAP_MIB = 256;

/** How an examiner works; for tests. */
export interface ExaminerSettings {
  file?: URL;
  headerMs?: number;
  turnMs?: number;
}

/** Looks at headers. Its thread is started when first needed, and again after it had to be ended. */
export class Examiner {
  readonly #settings: Required<ExaminerSettings>;
  /** One at a time, since each may take as much memory as the thread has. */
  readonly #inTurn = pLimit(1);
  #thread: Worker | undefined;

  constructor({ file = EXAMINER_FILE, headerMs = HEADER_MS, turnMs = TURN_MS }: ExaminerSettings = {}) {
    this.#settings = { file, headerMs, turnMs };
  }

  /** What the header says; undefined when it could not be read, for whatever reason: the worker will tell. */
  examine(examination: Examination): Promise<VideoFacts | undefined> {
    const asked = Date.now();
    return this.#inTurn(async () => {
      const answer: ExaminationAnswer =
        Date.now() - asked > this.#settings.turnMs
          ? { trouble: 'There was no time for it.' }
          : await this.#ask(examination);
      if ('facts' in answer) return answer.facts;
      const video = s3Address(examination.place);
      log.info('A header could not be read; its worker looks at the video.', {
        video,
        reason: answer.trouble,
      });
      return undefined;
    });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
  }

  /** One that ends of itself, also between two headers, makes room for another. */
  #liveThread(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const thread = startThread(this.#settings.file);
    this.#thread = thread;
    thread.once('exit', () => {
      if (this.#thread === thread) this.#thread = undefined;
    });
    return thread;
  }

  async #ask(examination: Examination): Promise<ExaminationAnswer> {
    const thread = this.#liveThread();
    const { promise, resolve, reject } = Promise.withResolvers<ExaminationAnswer>();
    const onExit = () => reject(new Error('The thread has ended.'));
    const timer = setTimeout(() => reject(new Error('It took too long.')), this.#settings.headerMs);
    thread.on('message', resolve).on('error', reject).on('exit', onExit);
    try {
      thread.postMessage(examination);
      return await promise;
    } catch (error) {
      // What it was at may go on for ever.
      await this.close();
      return { trouble: String(error) };
    } finally {
      clearTimeout(timer);
      thread.off('message', resolve).off('error', reject).off('exit', onExit);
    }
  }
}

/** It keeps no process alive. */
function startThread(file: URL): Worker {
  const thread = new Worker(file, {
    workerData: EXAMINER_ROLE,
    // Those of the process are meant for its own entry.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  // An error without a listener would end the process; who waits for an answer listens too.
  thread.on('error', (error) =>
    log.warn('The thread that reads headers has died.', { error: error as Error }),
  );
  thread.unref();
  return thread;
}
