/** One permission of a function, and why it holds a wildcard where it does. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Wildcard } from '../acknowledge-wildcards.ts';

/** A statement of a policy. */
export interface Permission {
  statement: PolicyStatement;
  /** Why resources of it hold a `*`. */
  why?: string;
}

/** Allows actions on resources, where the conditions hold. */
export function allow(
  actions: string[],
  resources: string[],
  { conditions = {}, why }: { conditions?: Record<string, unknown>; why?: string } = {},
): Permission {
  const statement = new PolicyStatement({ actions, resources, conditions });
  return why === undefined ? { statement } : { statement, why };
}

/** The wildcards of a permission. Those without a reason are not among them, and fail the synthesis. */
export function wildcardsOf({ statement: { resources }, why }: Permission): Wildcard[] {
  if (why === undefined) return [];
  return resources
    .filter((resource) => resource.includes('*'))
    .map((resource) => ({ resource, reason: why }));
}
