import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_MODEL, requireModel } from '../../models/catalogue.ts';
import { modelLocation } from '../../models/pull/models-bucket.ts';
import { computeTemplate, type Properties, statementsOf } from './testing/compute-template.ts';

const template = computeTemplate({
  sourceBuckets: [{ bucket: 'a-source', owners: ['main'] }],
});
const list = (value: unknown) => (Array.isArray(value) ? value : [value]);
/** `bucket/prefix` of each resource, with the bucket as in the template. */
const shown = ({ Resource }: Properties) =>
  list(Resource).map((resource) =>
    JSON.stringify(resource)
      .replace(/^.*"(?:Fn::GetAtt":\["(Storage\w+?)[0-9A-F]{8}","Arn"\]\},"|:s3:::)([^"]*)".*$/, '$1$2')
      .replace(/^.*GetAtt":\["(Storage\w+?)[0-9A-F]{8}".*$/, '$1'),
  );

describe('the worker’s policy', () => {
  const statements = statementsOf(template, 'JobRole');
  const allowed = Object.fromEntries(
    statements.flatMap((statement) => list(statement.Action).map((action) => [action, shown(statement)])),
  );

  it('allows these actions and no other', () => {
    assert.deepEqual(Object.keys(allowed).sort(), [
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      's3:AbortMultipartUpload',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    for (const { Effect, NotAction } of statements)
      assert.deepEqual([Effect, NotAction], ['Allow', undefined]);
  });

  it('lets it read media, uploads, models, the source buckets and its work in progress', () => {
    assert.deepEqual(allowed['s3:GetObject']?.toSorted(), [
      'StorageMedia/media/*',
      'StorageMedia/uploads/*',
      'StorageModels/models/*',
      'StorageResults/results/*/chunks/*',
      'a-source/*',
    ]);
  });

  it('lets it delete its work in progress, and no results', () => {
    assert.deepEqual(allowed['s3:DeleteObject'], ['StorageResults/results/*/chunks/*']);
  });

  it('lets it read models where they are published to', () => {
    const { key } = modelLocation(requireModel(DEFAULT_MODEL), 'bucket');
    assert.ok(key.startsWith('models/'), key);
  });

  it('lets it list models, and nobody’s videos or results', () => {
    assert.deepEqual(allowed['s3:ListBucket'], ['StorageModels']);
  });

  it('lets it write results alone, so that it starts no task', () => {
    assert.deepEqual(allowed['s3:PutObject'], ['StorageResults/results/*']);
    assert.deepEqual(allowed['s3:AbortMultipartUpload'], ['StorageResults/results/*']);
  });

  it('lets it read and update tasks by their id, in the table of tasks alone', () => {
    for (const action of ['dynamodb:GetItem', 'dynamodb:UpdateItem']) {
      assert.equal(allowed[action]?.length, 1);
      assert.match(allowed[action]?.[0] ?? '', /^StorageTask/);
    }
  });

  it('names no models bucket, and lists nothing, where there is none', () => {
    const without = statementsOf(computeTemplate({ models: { source: 'image' } }), 'JobRole');
    assert.doesNotMatch(JSON.stringify(without), /List/);
    assert.doesNotMatch(JSON.stringify(without), /models/i);
  });
});

describe('the worker’s role', () => {
  it('can be taken by ECS for tasks of this account alone', () => {
    const roles = Object.entries(template.findResources('AWS::IAM::Role'));
    const role = roles.find(([id]) => id.includes('JobRole'))?.[1].Properties;
    const [{ Principal, Condition }] = role.AssumeRolePolicyDocument.Statement;
    assert.deepEqual(Principal, { Service: 'ecs-tasks.amazonaws.com' });
    assert.deepEqual(Condition.StringEquals, { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    assert.match(JSON.stringify(Condition.ArnLike), /:ecs:/);
    assert.equal(role.ManagedPolicyArns, undefined);
  });
});
