/** Two parts of a work that are done at the same time. */

/** A part; it ends soon after its signal is aborted. */
export type Part<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Does both. Where one fails the other is given up, so that nobody waits for what is of no use any more.
 *
 * @throws what failed first, when both are over.
 */
export async function sideBySide<A, B>(signal: AbortSignal, one: Part<A>, other: Part<B>): Promise<[A, B]> {
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const endingBoth = (error: unknown): never => {
    failed.abort(error);
    throw error;
  };
  const [first, second] = await Promise.allSettled([
    one(both).catch(endingBoth),
    other(both).catch(endingBoth),
  ]);
  // Whoever comes second finds it aborted already: the reason is the first failure.
  if (first.status === 'rejected' || second.status === 'rejected') throw failed.signal.reason;
  return [first.value, second.value];
}
