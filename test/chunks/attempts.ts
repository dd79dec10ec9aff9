/** Works on a task in attempts that are interrupted somewhere, with all but claims and heartbeats as in the service. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { TaskRecord, TaskWarning } from '../../core/task.ts';
import { estimateAndWrite, type Made } from '../../gpu-worker/task/estimate-and-write.ts';
import { Interrupted } from '../../gpu-worker/task/interruption.ts';
import { openSource } from '../../gpu-worker/task/open-source.ts';
import type { Inference } from '../../gpu-worker/task/start-inference.ts';
import { Stopwatch } from '../../gpu-worker/task/stopwatch.ts';
import type { Work } from '../../gpu-worker/task/work.ts';
import { findFfmpegPrograms } from '../../media/ffmpeg.ts';
import { TEST_BUCKETS } from '../support/test-cloud.ts';

/** A task, and what works on it. */
export interface Trial {
  s3: S3Client;
  record: TaskRecord;
  inference: Inference;
  /** Folder for the attempts' own. */
  folder: string;
}

/** What came of an attempt. */
export interface Attempted {
  /** Undefined when it was interrupted. */
  made: Made | undefined;
  /** Frames that were done when it began. */
  before: number;
  /** Frames that it has done itself. */
  own: number;
  warnings: readonly TaskWarning[];
}

/** One attempt. @param frames after which it is interrupted. @default never */
export async function attempt(
  { record, inference, ...place }: Trial,
  frames = Number.POSITIVE_INFINITY,
): Promise<Attempted> {
  const attempted: Attempted = { made: undefined, before: 0, own: 0, warnings: [] };
  const abort = new AbortController();
  const work = {
    ...place,
    record,
    folder: await mkdtemp(join(place.folder, 'attempt-')),
    resultsBucket: TEST_BUCKETS.results,
    threads: 2,
    programs: findFfmpegPrograms(),
    progress: progressInto(attempted, () => {
      if (attempted.own >= frames) abort.abort(new Interrupted('The test says so.'));
    }),
    watch: new Stopwatch(),
    measures: {} as Work['measures'],
    warnings: [],
    signal: abort.signal,
  } satisfies Work;
  try {
    const made = await estimateAndWrite(work, await openSource(work), inference);
    return { ...attempted, made, warnings: made.warnings };
  } catch (error) {
    if (error instanceof Interrupted) return attempted;
    throw error;
  }
}

/** Attempt after attempt until one is through. @param cuts frames after which each of the first ones is interrupted. */
export async function attemptUntilDone(trial: Trial, cuts: readonly number[]): Promise<Attempted[]> {
  const all: Attempted[] = [];
  for (const [index, cut] of [...cuts, undefined].entries()) {
    const record = { ...trial.record, attempt: index + 1 };
    const next = await attempt({ ...trial, record }, cut);
    all.push(next);
    if (next.made !== undefined) return all;
  }
  throw new Error('The last attempt was not interrupted, and did not end.');
}

function progressInto(attempted: Attempted, onFrame: () => void): Work['progress'] {
  const ignore = () => {};
  const progress = {
    enter: ignore,
    expect: ignore,
    resume(before: number) {
      Object.assign(attempted, { before, own: 0 });
    },
    frames(done: number) {
      attempted.own = done - attempted.before;
      onFrame();
    },
  };
  return progress as unknown as Work['progress'];
}
