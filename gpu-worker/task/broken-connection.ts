/** Repeating what a broken connection has cut short: the SDK repeats requests, but not the reading of what they answer. */
import pRetry from 'p-retry';
import { log } from '../../core/log.ts';

/** Tries after the first, in a row, that bring nothing new. */
const TRIES = 6;
/** Milliseconds before the second try and between later ones: doubled each time, with jitter, up to the most. */
const WAIT = { minTimeout: 250, maxTimeout: 10_000, factor: 2, randomize: true } as const;
/** What Node calls it. */
const CODES: readonly unknown[] = [
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
];

/** How to repeat. */
export interface Repetition {
  signal: AbortSignal;
  /** Whether the last try has brought something, as the first half of a file: it then counts for none. @default no */
  hasGoneOn?: () => boolean;
}

/** Does work until no connection breaks any more. @throws what it throws otherwise, the signal's reason. */
export function whileConnectionBreaks<T>(
  work: () => Promise<T>,
  { signal, hasGoneOn = () => false }: Repetition,
): Promise<T> {
  return pRetry(work, {
    ...WAIT,
    retries: TRIES,
    signal,
    shouldRetry: ({ error }) => isBroken(error),
    shouldConsumeRetry: () => !hasGoneOn(),
    onFailedAttempt: ({ error, retriesLeft }) => {
      if (isBroken(error))
        log.info('A connection broke off; it is tried again.', { error, left: retriesLeft });
    },
  });
}

function isBroken({ code, name }: Error & { code?: unknown }): boolean {
  return CODES.includes(code) || name === 'TimeoutError';
}
