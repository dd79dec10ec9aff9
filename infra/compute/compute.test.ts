import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { parseConfig } from '../config/config.ts';
import { Storage } from '../storage/storage.ts';
import { Compute } from './compute.ts';
import { allOf, computeTemplate, IMAGE } from './testing/compute-template.ts';

/** Synthesises compute with AWS's recommendations checked: a finding that is not acknowledged fails it. */
function check(context: object): void {
  const app = new App({ context: JSON.parse(readFileSync('cdk.json', 'utf8')).context });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, 'Test');
  const config = parseConfig(context);
  new Compute(stack, 'Compute', { config, storage: new Storage(stack, 'Storage', { config }) });
  app.synth();
}

describe('compute', () => {
  for (const context of [
    { compute: 'cpu' },
    { compute: 'gpu', network: 'private', models: { source: 'bucket' } },
    { image: IMAGE, sourceBuckets: [{ bucket: 'a-source', owners: ['main'] }] },
  ]) {
    it(`follows AWS’s recommendations with ${JSON.stringify(context)}`, () => {
      assert.doesNotThrow(() => check(context));
    });
  }

  it('runs nothing at rest: no machine, no NAT, no function', () => {
    const template = computeTemplate();
    for (const type of ['EC2::Instance', 'EC2::NatGateway', 'Lambda::Function', 'EC2::EIP']) {
      assert.equal(allOf(template, type).length, 0, type);
    }
  });

  it('keeps logs for the configured days', () => {
    for (const { RetentionInDays } of allOf(computeTemplate({ logRetentionDays: 7 }), 'Logs::LogGroup')) {
      assert.equal(RetentionInDays, 7);
    }
  });
});
