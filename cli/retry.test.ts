import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CliError, interruptedError } from './cli-error.ts';
import { retryAfterMs, retryDelay, withRetries } from './retry.ts';

const signal = new AbortController().signal;
const busy = new CliError(3, 'unavailable', 'busy', { retry: { afterMs: undefined } });

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(retryAfterMs('7', now), 7000);
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), undefined);
  assert.equal(retryAfterMs(null, now), undefined);
});

test('the delay grows, is scattered, has an end, and is never shorter than what was asked for', () => {
  assert.equal(retryDelay(1, undefined, 1), 300);
  assert.equal(retryDelay(3, undefined, 1), 1200);
  assert.equal(retryDelay(3, undefined, 0.5), 600);
  assert.equal(retryDelay(30, undefined, 1), 20_000);
  assert.ok(retryDelay(1, 5000, 0) >= 5000);
  assert.ok(retryDelay(1, 1e9, 0) <= 120_000);
});

test('what may succeed is repeated, until the attempts are used up', async () => {
  let calls = 0;
  const succeedAt = (n: number) => async () => {
    calls += 1;
    if (calls < n) throw busy;
    return calls;
  };
  assert.equal(await withRetries(succeedAt(3), { signal }), 3);
  calls = 0;
  await assert.rejects(withRetries(succeedAt(9), { signal, attempts: 2 }), busy);
  assert.equal(calls, 2);
});

test('what cannot succeed is not repeated', async () => {
  let calls = 0;
  const refused = new CliError(4, 'model_unknown', 'no');
  const call = async () => {
    calls += 1;
    throw refused;
  };
  await assert.rejects(withRetries(call, { signal }), refused);
  assert.equal(calls, 1);
});

test('an interruption ends the waiting at once, with its own reason', async () => {
  const controller = new AbortController();
  const reason = interruptedError();
  const slow = new CliError(3, 'unavailable', 'busy', { retry: { afterMs: 60_000 } });
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(
    withRetries(() => Promise.reject(slow), { signal: controller.signal }),
    (error) => error === reason,
  );
});
