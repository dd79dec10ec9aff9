/** Compute beside the storage, synthesised. */
import type { Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../config/config.ts';
import { Storage } from '../../storage/storage.ts';
import { templateOf } from '../../testing/test-stack.ts';
import { Compute } from '../compute.ts';

/** Properties of a synthesised resource. */
// biome-ignore lint/suspicious/noExplicitAny: templates have every shape.
export type Properties = Record<string, any>;

/** An image that need not be built. */
export const IMAGE = 'registry.example/posefleet/worker:1';

/** The template for what stands under `posefleet` in cdk.json; the image comes from a registry unless it is named. */
export function computeTemplate(context: Properties = {}): Template {
  return templateOf((stack) => {
    const config = parseConfig({ image: IMAGE, ...context });
    const storage = new Storage(stack, 'Storage', { config });
    new Compute(stack, 'Compute', { config, storage });
  });
}

/** Properties of all resources of a type, without the leading `AWS::`. */
export function allOf(template: Template, type: string): Properties[] {
  return Object.values(template.findResources(`AWS::${type}`)).map(({ Properties }) => Properties);
}

/** Properties of the only resource of a type. @throws Error when there are several, or none. */
export function onlyOf(template: Template, type: string): Properties {
  const [only, ...others] = allOf(template, type);
  if (only === undefined || others.length > 0) throw new Error(`${others.length} others of ${type}`);
  return only;
}

/** Statements of all policies of the role whose logical id holds this text. */
export function statementsOf(template: Template, role: string): Properties[] {
  const id = Object.keys(template.findResources('AWS::IAM::Role')).find((name) => name.includes(role));
  if (id === undefined) throw new Error(`There is no role ${role}.`);
  return allOf(template, 'IAM::Policy')
    .filter(({ Roles }) => Roles.some(({ Ref }: Properties) => Ref === id))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
