/** In which order the networks are called when they are run alone: mixed, as in the worker. */

/** Whether a call, counted from 0, is one of the network that estimates single poses. */
export function isEstimator(
  call: number,
  { finder, estimator }: { finder: number; estimator: number },
): boolean {
  const share = estimator / (finder + estimator);
  return Math.floor((call + 1) * share) > Math.floor(call * share);
}
