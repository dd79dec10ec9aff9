/** Waiting for several things to be over, well or not. */

/**
 * As `Promise.all`, but it waits for the others too when one fails: what they are about to write can be undone only once it
 * is written.
 *
 * @returns the values, in order.
 * @throws what the first of them that failed, in order, has thrown.
 */
export async function allEnded<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }) as unknown as T;
}
