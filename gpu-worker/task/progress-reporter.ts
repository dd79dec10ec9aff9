/** Tells the task's record how far the work is, and learns from it whether the task is still this worker's. */
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../core/log.ts';
import { type Claim, heartbeat } from '../../core/store/heartbeat.ts';
import type { Store } from '../../core/store/store.ts';
import type { TaskProgress, TaskStage } from '../../core/task.ts';
import { TaskLost } from './interruption.ts';

/** Milliseconds between two heartbeats: often enough to watch, and far below the sweeper's patience. */
const BEAT_MS = 1000;
/** Heartbeats without news are rarer. */
const IDLE_BEAT_MS = 8000;
/** Milliseconds after which a heartbeat that hangs makes way for the next: one that hangs costs less than 15 s all the same. */
const HANGING_MS = 4000;
/** Milliseconds that the end of a task waits for heartbeats; one that hangs must not hold up the results. */
const CLOSE_MS = 3000;

/** Reports progress until it is closed. */
export class ProgressReporter {
  readonly #store: Store;
  readonly #claim: Claim;
  readonly #abort: AbortController;
  readonly #timer: NodeJS.Timeout;
  #stage: TaskStage = 'fetch';
  #done = 0;
  /** Frames that earlier attempts have done. */
  #before = 0;
  #total: number | null = null;
  #firstFrameAt: number | undefined;
  #changed = true;
  #lastBeat = 0;
  /** A heartbeat is wanted, at once or after the one that is in flight. */
  #due = false;
  #inFlight = false;
  #closed = false;
  #beating: Promise<void> = Promise.resolve();

  /** @param abort is aborted with `TaskLost` when the task is no longer this worker's. */
  constructor(store: Store, claim: Claim, abort: AbortController) {
    this.#store = store;
    this.#claim = claim;
    this.#abort = abort;
    this.#timer = setInterval(() => this.#beatIfDue(), BEAT_MS);
  }

  /** Begins a stage; it is told at once. */
  enter(stage: TaskStage): void {
    this.#stage = stage;
    this.#changed = true;
    this.#beat();
  }

  /** Begins a stage unless it is the present one. */
  enterOnce(stage: TaskStage): void {
    if (this.#stage !== stage) this.enter(stage);
  }

  /** Number of frames that are expected; null where it cannot be told. */
  expect(total: number | null): void {
    this.#total = total;
    this.#changed = true;
  }

  /** Number of frames that earlier attempts have done; they do not count for the speed. */
  resume(before: number): void {
    this.#before = before;
    this.#done = before;
    this.#firstFrameAt = undefined;
    this.#changed = true;
  }

  /** Number of frames that are done, with those of earlier attempts. The first of one's own is told at once. */
  frames(done: number): void {
    this.#done = done;
    this.#changed = true;
    if (this.#firstFrameAt !== undefined) return;
    this.#firstFrameAt = Date.now();
    this.#beat();
  }

  /** The progress as it stands. */
  current(stage: TaskStage = this.#stage): TaskProgress {
    const fps = this.#framesPerSecond();
    const left = this.#total === null ? null : Math.max(0, this.#total - this.#done);
    return {
      stage,
      frames_done: this.#done,
      frames_total: this.#total === null ? null : Math.max(this.#total, this.#done),
      fps: fps === null ? null : Math.round(fps * 10) / 10,
      eta_seconds: left === null || fps === null || fps === 0 ? null : Math.ceil(left / fps),
    };
  }

  /** Stops reporting; resolves when the last heartbeat has been answered, or after 3 seconds all the same. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const patience = new AbortController();
    const limit = sleep(CLOSE_MS, undefined, { signal: patience.signal });
    await Promise.race([this.#beating, limit]);
    patience.abort();
    this.#closed = true;
  }

  #framesPerSecond(): number | null {
    const own = this.#done - this.#before;
    if (this.#firstFrameAt === undefined || own < 2) return null;
    const seconds = (Date.now() - this.#firstFrameAt) / 1000;
    return seconds === 0 ? null : (own - 1) / seconds;
  }

  #beatIfDue(): void {
    if (this.#changed || Date.now() - this.#lastBeat >= IDLE_BEAT_MS) this.#beat();
  }

  /** One heartbeat at a time, so that an older one never overtakes; what is new meanwhile goes with the next. */
  #beat(): void {
    this.#due = true;
    if (!this.#inFlight) this.#beating = this.#sendWhileDue();
  }

  async #sendWhileDue(): Promise<void> {
    this.#inFlight = true;
    while (this.#due && !this.#closed && !this.#abort.signal.aborted) {
      this.#due = false;
      this.#changed = false;
      this.#lastBeat = Date.now();
      await this.#send();
    }
    this.#inFlight = false;
  }

  async #send(): Promise<void> {
    try {
      const owned = await heartbeat(
        this.#store,
        this.#claim,
        this.current(),
        AbortSignal.timeout(HANGING_MS),
      );
      // A task that has ended is nobody's: a late answer says nothing then.
      if (!owned && !this.#closed) this.#abort.abort(new TaskLost('The task is no longer this worker’s.'));
    } catch (error) {
      // The next heartbeat, a second later, may get through; the sweeper has patience for many.
      this.#changed = true;
      log.warn('A heartbeat could not be written.', { task_id: this.#claim.taskId, error: error as Error });
    }
  }
}
