/** Telling cdk-nag why a policy names resources with a wildcard, each of them by itself. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A resource of a policy that holds a `*`, and why it has to. */
export interface Wildcard {
  /** As it stands in the policy; may hold tokens. */
  resource: string;
  reason: string;
}

/**
 * Acknowledges wildcards in the policies below a construct, such as a role. Others than these still fail.
 *
 * @example
 * acknowledgeWildcards(role, [{ resource: bucket.arnForObjects('results/*'), reason: 'Results have ids as names.' }]);
 */
export function acknowledgeWildcards(scope: Construct, wildcards: readonly Wildcard[]): void {
  const unique = new Map(wildcards.map(({ resource, reason }) => [finding(scope, resource), reason]));
  for (const [resource, reason] of unique) {
    Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

function finding(scope: Construct, resource: string): string {
  return flatText(Stack.of(scope).resolve(resource));
}

/** A text of a template with its references written as cdk-nag writes them: `<MediaBucket.Arn>/media/*`. */
export function flatText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value as object);
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${argument.join('.')}>`;
  if (name === 'Fn::Join') return argument[1].map(flatText).join(argument[0]);
  return JSON.stringify(value);
}
