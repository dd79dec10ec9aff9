/** Lets those who watch a task see that its model is being fetched: the stage in its record, and lines in the log. */
import { log } from '../../core/log.ts';
import type { PullOptions, PullProgress } from '../../models/pull.ts';
import type { ProgressReporter } from './progress-reporter.ts';

/** Milliseconds between two lines of the log. */
const LINE_MS = 5_000;

/**
 * What to tell of the pull of a model.
 *
 * @param now milliseconds of a clock
 */
export function watchPull(
  model: string,
  progress: Pick<ProgressReporter, 'enterOnce'>,
  now: () => number = Date.now,
): Required<Pick<PullOptions, 'onProgress' | 'onNote'>> {
  let last = Number.NEGATIVE_INFINITY;
  let stage: PullProgress['stage'] | undefined;
  return {
    onProgress(pulled) {
      progress.enterOnce('model');
      const isWhole = pulled.total !== null && pulled.done >= pulled.total;
      if (pulled.stage === stage && !isWhole && now() - last < LINE_MS) return;
      stage = pulled.stage;
      last = now();
      log.info('The model is being fetched.', lineOf(model, pulled));
    },
    onNote(note) {
      // As when another worker is at it: there is as much to wait for.
      progress.enterOnce('model');
      log.warn(note, { model });
    },
  };
}

function lineOf(model: string, { stage, done, total }: PullProgress): Record<string, string | number | null> {
  const percent = total === null || total === 0 ? null : Math.floor((100 * done) / total);
  return { model, pull: stage, bytes_done: done, bytes_total: total, percent };
}
