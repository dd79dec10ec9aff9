/** Reading what the roles of a template may do. */
import type { Template } from 'aws-cdk-lib/assertions';
import { flatText } from '../acknowledge-wildcards.ts';

/** One action that a role may do on one resource. */
export interface Grant {
  /** Logical id of the role. */
  role: string;
  action: string;
  /** With references as `<Resource.Arn>`. */
  resource: string;
  conditions: Record<string, Record<string, unknown>>;
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Grant['conditions'];
}

/** A template's policy, as a resource of its own or within a role. */
interface PolicyProperties {
  PolicyDocument: { Statement: Statement[] };
  Roles?: unknown[];
}

/**
 * Everything that roles of the template are allowed by policies of the template. What is denied is left out: a role
 * may do less, never more.
 */
export function grantsOf(template: Template): Grant[] {
  const apart = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    Object.values(template.findResources(type)).flatMap(({ Properties }) =>
      rolesOf(Properties).flatMap((role) => grantsIn(role, Properties)),
    ),
  );
  const within = Object.entries(template.findResources('AWS::IAM::Role')).flatMap(([role, { Properties }]) =>
    (Properties.Policies ?? []).flatMap((policy: PolicyProperties) => grantsIn(role, policy)),
  );
  return [...apart, ...within];
}

/** ARNs of the policies of AWS that roles have, by the logical id of the role. */
export function managedPoliciesOf(template: Template): Record<string, string[]> {
  const roles = Object.entries(template.findResources('AWS::IAM::Role'));
  const named = roles.map(([role, { Properties }]) => [
    role,
    (Properties.ManagedPolicyArns ?? []).map(flatText),
  ]);
  return Object.fromEntries(named);
}

function rolesOf({ Roles = [] }: PolicyProperties): string[] {
  return Roles.map((role) => flatText(role).replace(/^<|>$/g, ''));
}

function grantsIn(role: string, { PolicyDocument }: PolicyProperties): Grant[] {
  const allowed = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
  return allowed.flatMap(({ Action, Resource, Condition = {} }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource) => ({
        role,
        action,
        resource: flatText(resource),
        conditions: Condition,
      })),
    ),
  );
}
