/** The whole stack, as it would be deployed, for tests. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CONFIG_KEY } from '../config/config.ts';
import { posefleetApp } from '../posefleet-app.ts';
import type { PosefleetStack } from '../posefleet-stack.ts';
import { UNBUNDLED } from './test-stack.ts';

/** Synthesises the stack of a configuration, with all checks but without bundling the functions. */
export function deployed(config: object = {}): { stack: PosefleetStack; template: Template } {
  const { stack } = posefleetApp({ context: { ...UNBUNDLED, [CONFIG_KEY]: config } });
  return { stack, template: Template.fromStack(stack) };
}

/** Logical id of a construct's resource, such as that of a role. */
export function logicalId(stack: Stack, construct: { node: { defaultChild?: unknown } }): string {
  return stack.getLogicalId(construct.node.defaultChild as Parameters<Stack['getLogicalId']>[0]);
}
