/** Checks that every synthesis makes, offline: AWS's own recommendations. */
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Adds cdk-nag's AwsSolutions rules. A finding fails the synthesis unless it is acknowledged, which stands next to the
 * construct that causes it. CDK's own rules are turned on in cdk.json (`validateAgainstDefaultRules`).
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
