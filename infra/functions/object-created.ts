/** From a video that lands under `uploads/` to the queue of such objects. */
import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { UPLOADS_PREFIX } from '../../core/places.ts';
import type { Surroundings } from './function-environment.ts';

/**
 * Matches `uploads/` of the media bucket alone, where neither the worker nor the API may write: so nothing that the
 * service does starts a task.
 */
export function addObjectCreated(scope: Construct, { storage, queues }: Surroundings): Rule {
  return new Rule(scope, 'object-created-rule', {
    description: 'Posefleet: objects that were put under uploads/',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [storage.mediaBucket.bucketName] },
        object: { key: Match.prefix(UPLOADS_PREFIX) },
      },
    },
    targets: [
      new SqsQueue(queues.queues['object-created'], {
        deadLetterQueue: queues.undelivered,
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
      }),
    ],
  });
}
