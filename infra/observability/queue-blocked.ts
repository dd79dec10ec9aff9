/** Batch's own word that no machine can be had for the job at the head of the queue. */
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { withRunbook } from './runbook.ts';
import type { Watched } from './sources.ts';

/** Tells the topic of it. Batch repeats the event while the queue stays blocked. */
export function queueBlockedRule(
  scope: Construct,
  id: string,
  topic: ITopic,
  { compute, config }: Pick<Watched, 'compute' | 'config'>,
): Rule {
  const happened = `Batch cannot start job ${EventField.fromPath('$.detail.jobId')} of the stage ${config.stage}, and those behind it: ${EventField.fromPath('$.detail.statusReason')}`;
  return new Rule(scope, id, {
    description: 'Tells of a job queue of Batch that is blocked.',
    eventPattern: {
      source: ['aws.batch'],
      detailType: ['Batch Job Queue Blocked'],
      detail: { jobQueue: [compute.jobQueue.jobQueueArn] },
    },
    targets: [
      new SnsTopic(topic, {
        message: RuleTargetInput.fromText(withRunbook(happened, 'the-job-queue-is-blocked')),
      }),
    ],
  });
}
