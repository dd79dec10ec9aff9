import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT, explainDeath, JOB_ATTEMPTS, type JobEnd, notNeeded } from './exit-codes.ts';

const codeOf = (end: JobEnd) => {
  const death = explainDeath(end);
  return death.kind === 'ended' ? death.code : death.kind;
};
const messageOf = (end: JobEnd) => {
  const death = explainDeath(end);
  return death.kind === 'ended' ? death.message : death.kind;
};
const waited = (reason: string) =>
  codeOf({ statusReason: `Canceled by JobStateTimeLimit action due to reason: ${reason}` });

describe('how a job ended', () => {
  it('is told from what Batch says', () => {
    assert.equal(
      codeOf({ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }),
      'out_of_memory',
    );
    assert.equal(codeOf({ statusReason: 'Job attempt duration exceeded timeout' }), 'timed_out');
    assert.equal(codeOf({ statusReason: 'Host EC2 (instance i-0) terminated.' }), 'interrupted');
    assert.equal(codeOf({ reason: 'CannotPullContainerError: timeout' }), 'interrupted');
    assert.equal(codeOf({ exitCode: EXIT.interrupted }), 'interrupted');
    assert.equal(codeOf({ exitCode: EXIT.unheeded }), 'interrupted');
  });

  it('before it began is told too: such a job would only wait again', () => {
    assert.equal(waited('CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY'), 'unavailable');
    assert.equal(waited('MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT'), 'internal');
    assert.equal(waited('MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'), 'internal');
  });

  it('as often as it may be tried tells how often, and no more than is known', () => {
    const end = { exitCode: EXIT.interrupted, statusReason: 'Essential container in task exited' };
    assert.match(
      messageOf({ ...end, attempts: JOB_ATTEMPTS }),
      /interrupted in each .*, 10 in all\. A retry/,
    );
    assert.match(
      messageOf({ ...end, attempts: 3, allowedAttempts: 3 }),
      /interrupted in each .*, 3 in all\./,
    );
    assert.match(messageOf(end), /interrupted too often\. A retry/);
    const lost = { statusReason: 'Host EC2 (instance i-0) terminated.', attempts: 9 };
    assert.match(messageOf(lost), /interrupted too often\./);
  });

  it('while there were attempts left tells that somebody stopped it, and why', () => {
    const end = { exitCode: EXIT.interrupted, attempts: 1, statusReason: 'Stopped by the operator.' };
    assert.equal(codeOf(end), 'interrupted');
    assert.match(messageOf(end), /stopped from outside \(Stopped by the operator\.\)\. A retry/);
  });

  it('since the service had no use for it is no fault of a task that came to it meanwhile', () => {
    for (const exitCode of [EXIT.interrupted, EXIT.unheeded, 137])
      assert.equal(codeOf({ exitCode, statusReason: notNeeded('Its tasks are over.') }), 'unexplained');
  });

  it('for no known reason is not explained', () => {
    for (const end of [
      {},
      { exitCode: 1 },
      { exitCode: 137 },
      { statusReason: 'Essential container exited' },
    ]) {
      assert.equal(codeOf(end), 'unexplained');
    }
  });
});
