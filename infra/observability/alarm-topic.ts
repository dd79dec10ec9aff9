/** The topic that hears of every alarm. */
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';

const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const THIS_ACCOUNT = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
/** In a key's own policy this means the key. */
const THE_KEY = ['*'];

/** Makes the topic: encrypted, over TLS alone, with the configured address as its subscriber. */
export function alarmTopic(scope: Construct, id: string, { alarmEmail, stage }: PosefleetConfig): Topic {
  const topic = new Topic(scope, id, {
    displayName: `Posefleet ${stage}`,
    enforceSSL: true,
    masterKey: topicKey(scope, `${id}Key`),
  });
  topic.addToResourcePolicy(
    allow('cloudwatch.amazonaws.com', {
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: THIS_ACCOUNT,
    }),
  );
  if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}

/** A key of our own: AWS's own key for topics lets no alarm through. */
function topicKey(scope: Construct, id: string): Key {
  const key = new Key(scope, id, {
    description: 'Encrypts messages of alarms on their way.',
    enableKeyRotation: true,
    pendingWindow: Duration.days(7),
    // Nothing that is kept is encrypted with it.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    allow('cloudwatch.amazonaws.com', { actions: USE_KEY, resources: THE_KEY, conditions: THIS_ACCOUNT }),
  );
  // EventBridge does not tell KMS for whom it asks: with a condition every message would be dropped without a word.
  key.addToResourcePolicy(allow('events.amazonaws.com', { actions: USE_KEY, resources: THE_KEY }));
  return key;
}

function allow(service: string, statement: PolicyStatementProps): PolicyStatement {
  return new PolicyStatement({ ...statement, principals: [new ServicePrincipal(service)] });
}
