/** Repeating what may succeed the next time: exponential backoff with full jitter, Retry-After honoured. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from './cli-error.ts';

/** Delay before the first repetition, in milliseconds; doubled each time. */
const FIRST_DELAY_MS = 300;
/** Longest delay of our own choice, in milliseconds. */
const LONGEST_DELAY_MS = 20_000;
/** Longest wait that a service may ask for, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 120_000;
/** Tries of one request before giving up. */
export const DEFAULT_ATTEMPTS = 5;

/** How patient to be. */
export interface RetryPolicy {
  /** Tries in all. @default 5 */
  attempts?: number;
  signal: AbortSignal;
}

/**
 * Calls until it succeeds, fails with an error that repeating cannot help, or the attempts are used up.
 *
 * @throws what the last call threw, or the signal's reason.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { attempts = DEFAULT_ATTEMPTS, signal }: RetryPolicy,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      signal.throwIfAborted();
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CliError) || error.retry === undefined || tried >= attempts) throw error;
      await pause(retryDelay(tried, error.retry.afterMs), signal);
    }
  }
}

/** Milliseconds to wait after this many failed tries. */
export function retryDelay(tried: number, afterMs: number | undefined, random = Math.random()): number {
  const backoff = random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tried - 1));
  return Math.min(LONGEST_RETRY_AFTER_MS, afterMs ?? 0) + backoff;
}

/** Reads a Retry-After header: seconds, or an HTTP date. Undefined when there is none that can be read. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

/** Waits. @throws the signal's reason when it is aborted meanwhile. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    // The timer fails for one reason alone; callers want the signal's own.
    signal.throwIfAborted();
  }
}
