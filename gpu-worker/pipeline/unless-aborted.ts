/** Waits for work no longer than a signal allows. */

/**
 * The work's outcome, or the signal's reason at once when it is aborted: a frame of many people, or a chunk that S3 does
 * not take, may hold up the work for longer than an interrupted worker has.
 *
 * @param stop is told the reason; what the work still does afterwards, nobody waits for.
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  stop: (reason: Error) => void,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    stop(signal.reason);
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  // It may have been aborted before.
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
