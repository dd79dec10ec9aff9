import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { addChecks } from './nag.ts';

/** Synthesises a role that reads two prefixes of a bucket, of which some are acknowledged. */
function synthesise(acknowledged: string[]): void {
  const app = new App();
  const stack = new Stack(app, 'Test');
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'films');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const resources = ['a/*', 'b/*'].map((keys) => bucket.arnForObjects(keys));
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
  const wildcards = acknowledged.map((keys) => ({ resource: bucket.arnForObjects(keys), reason: 'A test.' }));
  acknowledgeWildcards(role, wildcards);
  addChecks(app);
  app.synth();
}

test('acknowledged wildcards pass, others still fail', (t) => {
  t.mock.method(console, 'error', () => undefined);
  synthesise(['a/*', 'b/*']);
  assert.throws(() => synthesise(['a/*']), /Validation failed/);
});
