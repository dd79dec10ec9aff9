/** All videos of a `submit`, four at a time. */
import pLimit from 'p-limit';
import { isFinal } from '../core/task.ts';
import { CliError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';
import type { Source } from './find-videos.ts';
import type { Follower, TaskEnd } from './follow.ts';
import type { Progress } from './progress.ts';
import { type Submission, type SubmitContext, submitVideo, taskKey } from './submission.ts';
import type { SubmitReport } from './submit-report.ts';
import { size } from './text.ts';
import { errorOutcome, taskOutcome } from './video-outcome.ts';

/** Videos that are uploaded and submitted at once. */
const VIDEOS_AT_ONCE = 4;

/** Where a submit shows what it does. */
export interface SubmitDisplay {
  progress: Progress;
  report: SubmitReport;
  /** Names of the tasks' videos, filled here. */
  names: Map<string, string>;
  /** With `--wait`: follows each task as soon as it is there. */
  follower: Follower | undefined;
}

/** Submits the videos and reports each; what fails for one video does not stop the others. */
export async function submitVideos(
  context: SubmitContext,
  sources: readonly Source[],
  display: SubmitDisplay,
): Promise<void> {
  const batch = new Batch(context, display);
  const limit = pLimit(VIDEOS_AT_ONCE);
  await Promise.all(
    sources.map(async (source) => {
      // Only the way to a task is bounded: waiting for its end keeps no other video back.
      const submission = await limit(() => batch.submit(source));
      if (submission !== undefined) await batch.end(source, submission);
    }),
  );
}

class Batch {
  readonly #context: SubmitContext;
  readonly #display: SubmitDisplay;
  readonly #byKey = new Map<string, Promise<Submission>>();
  /** Why no further video has a chance. */
  #stopped: CliError | undefined;

  constructor(context: SubmitContext, display: SubmitDisplay) {
    this.#context = context;
    this.#display = display;
  }

  /** A video's task; undefined when it has none, which is then reported. */
  async submit(source: Source): Promise<Submission | undefined> {
    const { progress, report, names } = this.#display;
    try {
      if (this.#stopped !== undefined) throw this.#stopped;
      const submission = await this.#submitOnce(source);
      names.set(submission.task_id, source.name);
      return submission;
    } catch (error) {
      if (error instanceof CliError && HOPELESS.includes(error.exitCode)) this.#stopped = error;
      report.add(errorOutcome(source.name, error));
      return undefined;
    } finally {
      progress.remove(source.name);
    }
  }

  /** Follows a task to its end, or looks once at one that ended before. */
  async end(source: Source, submission: Submission): Promise<void> {
    const { report } = this.#display;
    try {
      report.add(taskOutcome(source.name, submission, await this.#endOf(submission)));
    } catch (error) {
      report.add(errorOutcome(source.name, error, submission));
    }
  }

  async #endOf({ task_id, status }: Submission): Promise<TaskEnd | undefined> {
    const { follower } = this.#display;
    if (follower !== undefined) return follower.wait(task_id);
    return isFinal(status) ? this.#context.api.status(task_id) : undefined;
  }

  /** Copies of one video among the arguments share a task and its upload. */
  async #submitOnce(source: Source): Promise<Submission> {
    const key = await taskKey(this.#context, source);
    const twin = this.#byKey.get(key);
    if (twin !== undefined) return { ...(await twin), already_there: true };
    const submission = submitVideo(this.#context, source, key, this.#uploadProgress(source));
    this.#byKey.set(key, submission);
    return submission;
  }

  #uploadProgress(source: Source): (bytes: number) => void {
    const total = source.kind === 'file' ? source.bytes : 0;
    const begun = Date.now();
    let first: number | undefined;
    return (bytes) => {
      first ??= bytes;
      const speed = (bytes - first) / Math.max(1, Date.now() - begun) / 1000;
      const text = `uploading ${size(bytes)} of ${size(total)}, ${speed.toFixed(1)} MB/s`;
      this.#display.progress.set(source.name, source.name, total === 0 ? null : bytes / total, text);
    };
  }
}

/** After these the next video would fail alike. */
const HOPELESS: readonly number[] = [CLI_EXIT.unreachable, CLI_EXIT.interrupted];
