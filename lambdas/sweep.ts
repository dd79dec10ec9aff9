/**
 * Every five minutes: takes up tasks that nobody speaks for, sets counts right, tidies what ended tasks left in S3,
 * and forgets what has expired. Costs by the work there is, however many tasks have ended.
 */
import type { Context, ScheduledEvent } from 'aws-lambda';
import { writeMetrics } from '../core/emf.ts';
import { log } from '../core/log.ts';
import { SWEEP_METRICS } from '../core/metrics.ts';
import { storeFromEnvironment } from '../core/store/store.ts';
import { tidyDueItems } from './sweep/due-items.ts';
import { Parts } from './sweep/parts.ts';
import { resumeUnfinished } from './sweep/unfinished.ts';

/** Milliseconds before Lambda's limit at which no new work is begun; the next sweep goes on. */
const RESERVE_MS = 20_000;
/** The same for asking about jobs, so that time is left for tidying. */
const TIDY_MS = 100_000;

/** What a sweep did. */
export interface SweepSummary {
  /** Waiting tasks that were sent to the queue again. */
  resent: number;
  /** Tasks whose job was found to be over or lost. */
  buried: number;
  /** Ended and deleted tasks whose files were looked after, expired ones among them. */
  tidied: number;
}

/**
 * Sweeps once.
 *
 * @param context of Lambda; without it there is no limit of time.
 * @throws AggregateError when something failed, after all else was done.
 */
export async function handler(
  _event?: ScheduledEvent,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SweepSummary> {
  const store = storeFromEnvironment();
  const parts = new Parts();
  const hasTime = (reserveMs: number) => (context?.getRemainingTimeInMillis() ?? Infinity) > reserveMs;
  const resume = () => resumeUnfinished(store, parts, () => hasTime(TIDY_MS));
  const { resent, buried } = await parts.attempt('unfinished tasks', resume, { resent: 0, buried: 0 });
  const tidied = await parts.attempt(
    'due items',
    () => tidyDueItems(store, parts, () => hasTime(RESERVE_MS)),
    0,
  );
  const summary = { resent, buried, tidied };
  const { errors } = parts;
  log.info('Swept.', { ...summary, errors: errors.length });
  writeMetrics({ [SWEEP_METRICS.resent]: summary.resent, [SWEEP_METRICS.buried]: summary.buried });
  if (errors.length > 0) throw new AggregateError(errors, 'The sweep could not do everything.');
  return summary;
}
