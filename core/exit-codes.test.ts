import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT, explainDeath } from './exit-codes.ts';

const codeOf = (end: Parameters<typeof explainDeath>[0]) => {
  const death = explainDeath(end);
  return death.kind === 'ended' ? death.code : death.kind;
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
  });

  it('before it began is told too: such a job would only wait again', () => {
    assert.equal(waited('CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY'), 'unavailable');
    assert.equal(waited('MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT'), 'internal');
    assert.equal(waited('MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE'), 'internal');
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
