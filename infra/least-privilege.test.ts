/** What the roles of the whole stack may do, read from the synthesised policies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { FUNCTIONS, type FunctionName } from '../core/functions.ts';
import { CHUNKS_FOLDER, MEDIA_PREFIX, RESULTS_PREFIX, UPLOADS_PREFIX } from '../core/places.ts';
import { flatText } from './acknowledge-wildcards.ts';
import { deployed, logicalId } from './testing/deployed.ts';
import { type Grant, grantsOf, managedPoliciesOf } from './testing/policies.ts';

const { stack, template } = deployed({
  owners: ['ann', 'bob'],
  sourceBuckets: [{ bucket: 'films', owners: ['ann'] }],
  compute: 'gpu',
  models: { source: 'bucket' },
});
const grants = grantsOf(template);
const arn = (text: string) => flatText(stack.resolve(text));
const { mediaBucket, resultsBucket, taskTable, tokensTable } = stack.storage;
const [media, results] = [arn(mediaBucket.bucketArn), arn(resultsBucket.bucketArn)];
const tasks = arn(taskTable.tableArn);
/** Work in progress of all tasks. */
const chunks = `${results}/${RESULTS_PREFIX}*/${CHUNKS_FOLDER}*`;

const worker = logicalId(stack, stack.compute.jobRole);
const roles = Object.fromEntries(
  Object.entries(stack.functions.byName).map(([name, { role }]) => [name, logicalId(stack, role as IRole)]),
) as Record<FunctionName, string>;

/** What a role may do, as `action resource`. */
function of(role: string, where: (grant: Grant) => boolean = () => true): string[] {
  const found = grants.filter((grant) => grant.role === role && where(grant));
  return found.map(({ action, resource }) => `${action} ${resource}`).sort();
}

/** Roles that may do one of these actions on something whose ARN begins so. */
function rolesThatMay(actions: RegExp, resource: string): string[] {
  const found = grants.filter((grant) => actions.test(grant.action) && grant.resource.startsWith(resource));
  return [...new Set(found.map(({ role }) => role))].sort();
}

const READS = /^s3:(Get|List)/;
const on = (resource: string) => (grant: Grant) => grant.resource.startsWith(resource);
const s3Writes = (grant: Grant) => grant.action.startsWith('s3:') && !READS.test(grant.action);

test('the roles of all functions and of the worker were found', () => {
  assert.deepEqual(Object.keys(roles), Object.keys(FUNCTIONS));
  for (const role of [worker, ...Object.values(roles)]) assert.ok(of(role).length > 0, role);
});

test('the API can read results, to sign URLs, and neither put nor delete them', () => {
  assert.deepEqual(of(roles.api, on(results)), [`s3:GetObject ${results}/${RESULTS_PREFIX}*`]);
});

test('only the worker writes results, only the sweeper deletes them, but for the worker’s own chunks', () => {
  assert.deepEqual(rolesThatMay(/^s3:(?!Get|List|Delete)/, results), [worker]);
  const deletes = grants.filter(on(results)).filter(({ action }) => /^s3:Delete/.test(action));
  assert.deepEqual(
    deletes.map(({ role, resource }) => [role, resource]).sort(),
    [
      [roles.sweep, `${results}/${RESULTS_PREFIX}*`],
      [worker, chunks],
    ].sort(),
  );
  assert.deepEqual(of(roles.sweep, s3Writes), [`s3:DeleteObject ${results}/${RESULTS_PREFIX}*`]);
});

test('the worker writes results and nothing else in S3', () => {
  for (const { action, resource } of grants.filter(({ role }) => role === worker).filter(s3Writes)) {
    assert.equal(resource, action === 's3:DeleteObject' ? chunks : `${results}/${RESULTS_PREFIX}*`, action);
    assert.match(action, /^s3:(PutObject|AbortMultipartUpload|DeleteObject)$/);
  }
});

test('of results the worker reads work in progress alone', () => {
  const reads = grants
    .filter(on(results))
    .filter(({ role, action }) => role === worker && READS.test(action));
  assert.deepEqual(
    reads.map(({ action, resource }) => [action, resource]),
    [['s3:GetObject', chunks]],
  );
});

test('the worker reads and updates tasks, and does nothing else in DynamoDB', () => {
  assert.deepEqual(
    of(worker, ({ action }) => action.startsWith('dynamodb:')),
    [`dynamodb:GetItem ${tasks}`, `dynamodb:UpdateItem ${tasks}`],
  );
});

test('no video that the service itself could write starts a task: nobody writes under uploads/', () => {
  const writers = grants
    .filter(on(media))
    .filter((grant) => /^s3:(Put|Replicate|Restore|\*)/.test(grant.action));
  assert.ok(writers.length > 0);
  for (const { role, resource } of writers) {
    assert.deepEqual([role, resource], [roles.api, `${media}/${MEDIA_PREFIX}*`]);
  }
  assert.deepEqual(
    of(worker, on(media)).filter((grant) => !READS.test(grant)),
    [],
  );
});

test('the one rule on objects matches only uploads/ of the media bucket', () => {
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(
    ({ Properties }) => Properties,
  );
  const onObjects = rules.filter(({ EventPattern }) => EventPattern?.source?.includes('aws.s3'));
  assert.deepEqual(
    onObjects.map(({ EventPattern }) => EventPattern.detail),
    [
      {
        bucket: { name: [{ Ref: logicalId(stack, mediaBucket) }] },
        object: { key: [{ prefix: UPLOADS_PREFIX }] },
      },
    ],
  );
  for (const { Properties } of Object.values(template.findResources('AWS::S3::Bucket'))) {
    const { EventBridgeConfiguration: _, ...others } = Properties.NotificationConfiguration ?? {};
    assert.deepEqual(others, {});
  }
});

test('buckets that are not ours are only read', () => {
  const theirs = grants.filter(({ resource }) => resource.includes(':s3:::films'));
  assert.deepEqual([...new Set(theirs.map(({ action }) => action))].sort(), [
    's3:GetObject',
    's3:ListBucket',
  ]);
});

test('hashes of tokens are read by the authorizer and by nobody else', () => {
  const read = grants.filter(on(arn(tokensTable.tableArn)));
  assert.deepEqual(
    read.map(({ role, action }) => [role, action]),
    [[roles.authorize, 'dynamodb:GetItem']],
  );
});

test('records are deleted by the sweeper; the API deletes those of uploads alone', () => {
  assert.deepEqual(
    rolesThatMay(/^dynamodb:(Delete|BatchWrite|PartiQL)/, tasks),
    [roles.api, roles.sweep].sort(),
  );
  const [api] = grants.filter(({ role, action }) => role === roles.api && action === 'dynamodb:DeleteItem');
  assert.deepEqual(api?.conditions, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'upload#*' } });
});

test('nobody scans the table of tasks', () => {
  assert.deepEqual(rolesThatMay(/^dynamodb:(Scan|\*)/, tasks), []);
});

test('only jobs of this deployment can be ended', () => {
  const ends = grants.filter(({ action }) => action === 'batch:TerminateJob');
  assert.deepEqual(ends.map(({ role }) => role).sort(), [roles.api, roles.dispatch].sort());
  for (const { resource, conditions } of ends) {
    assert.match(resource, /:batch:<AWS::Region>:<AWS::AccountId>:job\/\*$/);
    assert.deepEqual(conditions.StringEquals, {
      'aws:ResourceTag/project': 'posefleet',
      'aws:ResourceTag/stage': 'prod',
    });
  }
});

/** Calls that know no resources, by the service authorization reference of AWS. */
const WITHOUT_RESOURCES = new Set([
  'batch:DescribeJobs',
  'batch:ListJobs',
  'ec2:DescribeTags',
  'ecr:GetAuthorizationToken',
  'ecs:DiscoverPollEndpoint',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

test('no action holds a wildcard, and no action has all resources but those that know none', () => {
  for (const { role, action, resource } of grants) {
    assert.doesNotMatch(action, /\*/, role);
    if (resource === '*') assert.ok(WITHOUT_RESOURCES.has(action), `${role}: ${action} on *`);
    // A bucket, a table or a queue is always named, only keys and ids below it may be open.
    if (/^(s3|dynamodb|sqs|sns|events|logs):/.test(action))
      assert.doesNotMatch(resource, /^\*|:\*:|:::\*/, role);
  }
});

test('no function has a policy of AWS: they know no limits of resources', () => {
  const policies = managedPoliciesOf(template);
  for (const role of [worker, ...Object.values(roles)]) assert.deepEqual(policies[role], [], role);
});
