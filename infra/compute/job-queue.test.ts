import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONGEST_WAITS } from './job-queue.ts';
import { computeTemplate, onlyOf, type Properties } from './testing/compute-template.ts';

const template = computeTemplate({ owners: ['one', 'two'] });
const queue = onlyOf(template, 'Batch::JobQueue');

describe('the job queue', () => {
  it('shares fairly between owners', () => {
    const [policy] = Object.keys(template.findResources('AWS::Batch::SchedulingPolicy'));
    assert.deepEqual(queue.SchedulingPolicyArn, { 'Fn::GetAtt': [policy, 'Arn'] });
    const { FairsharePolicy } = onlyOf(template, 'Batch::SchedulingPolicy');
    assert.deepEqual(FairsharePolicy, { ShareDecaySeconds: 3600, ComputeReservation: 7 });
  });

  it('does not let a job stand at its head for ever, and is patient where waiting helps', () => {
    const actions: Properties[] = queue.JobStateTimeLimitActions;
    assert.equal(actions.length, 3);
    for (const { Action, State, MaxTimeSeconds, Reason } of actions) {
      assert.deepEqual([Action, State], ['CANCEL', 'RUNNABLE']);
      assert.equal(MaxTimeSeconds, LONGEST_WAITS[Reason as keyof typeof LONGEST_WAITS]);
      assert.ok(MaxTimeSeconds >= 600 && MaxTimeSeconds <= 86_400);
    }
    const wait = (part: string) => actions.find(({ Reason }) => Reason.endsWith(part))?.MaxTimeSeconds;
    assert.ok(wait('INSUFFICIENT_INSTANCE_CAPACITY') > wait('JOB_RESOURCE_REQUIREMENT'));
    assert.ok(wait('INSUFFICIENT_INSTANCE_CAPACITY') > wait('COMPUTE_ENVIRONMENT_MAX_RESOURCE'));
  });
});
