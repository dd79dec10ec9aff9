import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { TABLE_INDEXES } from '../../core/store/table.ts';
import { parseConfig } from '../config/config.ts';
import { templateOf } from '../testing/test-stack.ts';
import { Storage } from './storage.ts';

function templateFor(config: unknown = {}) {
  return templateOf((stack) => void new Storage(stack, 'Storage', { config: parseConfig(config) }));
}

type Resource = ReturnType<ReturnType<typeof templateFor>['findResources']>[string];
type BucketName = 'Media' | 'Results' | 'Models' | 'AccessLogs';

/** The buckets by what their logical ids begin with. */
function bucketsOf(of: ReturnType<typeof templateFor>): Record<BucketName, Resource> {
  const buckets = Object.entries(of.findResources('AWS::S3::Bucket'));
  const named = buckets.map(([id, bucket]) => [/^Storage([A-Za-z]+?)[0-9A-F]{8}$/.exec(id)?.[1], bucket]);
  return Object.fromEntries(named);
}

const template = templateFor();
const buckets = bucketsOf(template);

test('nothing is public, nothing unencrypted, nothing half uploaded', () => {
  assert.deepEqual(Object.keys(buckets).sort(), ['AccessLogs', 'Media', 'Models', 'Results']);
  for (const [name, { Properties }] of Object.entries(buckets)) {
    const blocked = Object.values(Properties.PublicAccessBlockConfiguration);
    assert.deepEqual(blocked, [true, true, true, true], name);
    const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    assert.equal(rule.ServerSideEncryptionByDefault.SSEAlgorithm, 'AES256', name);
    const aborts = Properties.LifecycleConfiguration.Rules.filter(
      (one: Record<string, object>) => one.AbortIncompleteMultipartUpload !== undefined,
    );
    assert.deepEqual(aborts[0]?.AbortIncompleteMultipartUpload, { DaysAfterInitiation: 1 }, name);
  }
});

test('every bucket refuses what does not come by TLS', () => {
  for (const id of Object.keys(template.findResources('AWS::S3::Bucket'))) {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  }
});

test('videos have versions, which go after a week; EventBridge hears of them without a function', () => {
  const { Properties } = buckets.Media;
  assert.equal(Properties.VersioningConfiguration.Status, 'Enabled');
  assert.equal(Properties.LifecycleConfiguration.Rules[0].NoncurrentVersionExpiration.NoncurrentDays, 7);
  assert.deepEqual(Properties.NotificationConfiguration, {
    EventBridgeConfiguration: { EventBridgeEnabled: true },
  });
  template.resourceCountIs('AWS::Lambda::Function', 0);
});

test('no rule takes results before the sweeper does: they live as long as their record', () => {
  for (const days of [1, 3650]) {
    const { Results, Media } = bucketsOf(templateFor({ retentionDays: days }));
    for (const { Properties } of [Results, Media]) {
      for (const rule of Properties.LifecycleConfiguration.Rules) {
        assert.equal(rule.ExpirationInDays ?? rule.ExpirationDate, undefined);
      }
    }
  }
});

test('reads and writes are logged, for as long as other logs', () => {
  for (const name of ['Media', 'Results'] as const) {
    assert.ok(
      buckets[name].Properties.LoggingConfiguration.DestinationBucketName.Ref.startsWith('StorageAccessLogs'),
    );
  }
  const { AccessLogs } = bucketsOf(templateFor({ logRetentionDays: 90 }));
  assert.equal(AccessLogs.Properties.LifecycleConfiguration.Rules[1].ExpirationInDays, 90);
});

test('web pages may use signed URLs only where they are configured', () => {
  assert.equal(buckets.Media.Properties.CorsConfiguration, undefined);
  const origin = 'https://poses.example';
  const { Media, Results, AccessLogs } = bucketsOf(templateFor({ api: { corsOrigins: [origin] } }));
  const [put] = Media.Properties.CorsConfiguration.CorsRules;
  assert.deepEqual(
    [put.AllowedOrigins, put.AllowedMethods, put.ExposedHeaders],
    [[origin], ['PUT'], ['ETag']],
  );
  assert.deepEqual(Results.Properties.CorsConfiguration.CorsRules[0].AllowedMethods, ['GET', 'HEAD']);
  assert.equal(AccessLogs.Properties.CorsConfiguration, undefined);
});

test('the table has the keys, the indexes and the expiry that the store uses, and can be set back', () => {
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    GlobalSecondaryIndexes: TABLE_INDEXES.map((index) => ({
      IndexName: index.name,
      KeySchema: [
        { AttributeName: index.partitionKey, KeyType: 'HASH' },
        { AttributeName: index.sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
    Replicas: [
      Match.objectLike({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    ],
  });
});

test('hashes of tokens have a table of their own', () => {
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    KeySchema: [{ AttributeName: 'hash', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'hash', AttributeType: 'S' }],
    Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
  });
});

test('data outlives the stack, unless it is not to be kept', () => {
  const policies = (of: typeof template) =>
    ['AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable'].flatMap((type) =>
      Object.values(of.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy),
    );
  assert.deepEqual(new Set(policies(template)), new Set(['Retain', 'RetainExceptOnCreate']));
  assert.deepEqual(new Set(policies(templateFor({ keepData: false }))), new Set(['Delete']));
});

test('there is a bucket of models when models are read from one', () => {
  assert.ok(bucketsOf(templateFor({ models: { source: 'bucket' } })).Models);
});

test('buckets that are only read are not made', () => {
  const config = {
    sourceBuckets: [{ bucket: 'films', owners: ['main'] }],
    models: { source: 'image' },
  };
  assert.deepEqual(Object.keys(bucketsOf(templateFor(config))).sort(), ['AccessLogs', 'Media', 'Results']);
});
