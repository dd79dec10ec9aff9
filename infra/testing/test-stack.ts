/** A stack for tests of one construct. */
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** Context with which no function is bundled: the templates are the same, but for the names of the assets. */
export const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] };

/** The template of what is put into a stack, under the feature flags of cdk.json. */
export function templateOf(fill: (stack: Stack) => void): Template {
  const cdkJson = readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8');
  const app = new App({ context: { ...JSON.parse(cdkJson).context, ...UNBUNDLED } });
  const stack = new Stack(app, 'Test');
  fill(stack);
  return Template.fromStack(stack);
}
