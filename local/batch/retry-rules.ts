/** Batch's decision whether a failed attempt is followed by another. */
import type { RetryRule } from '../../core/exit-codes.ts';
import type { JobAttempt } from './job.ts';

type End = Pick<JobAttempt, 'exitCode' | 'reason' | 'statusReason'>;

/**
 * Whether Batch tries again after this end, by the first rule that fits, as `evaluateOnExit` is documented: a rule
 * fits when all that it states does; a pattern may end in `*`; when no rule fits, Batch tries again.
 */
export function triesAgain(rules: readonly RetryRule[], end: End): boolean {
  const rule = rules.find(
    ({ onExitCode, onReason, onStatusReason }) =>
      fits(onExitCode, end.exitCode === undefined ? '' : String(end.exitCode)) &&
      fits(onReason, end.reason ?? '') &&
      fits(onStatusReason, end.statusReason),
  );
  return rule?.action !== 'EXIT';
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
