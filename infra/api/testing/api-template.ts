/** The API alone, synthesised with functions that do nothing. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { parseConfig } from '../../config/config.ts';
import { Api } from '../api.ts';

/** Properties of a synthesised resource. */
// biome-ignore lint/suspicious/noExplicitAny: templates have every shape.
export type Properties = Record<string, any>;

/** The template for what stands under `posefleet` in cdk.json. */
export function apiTemplate(context: unknown = {}): Template {
  const stack = new Stack(new App(), 'Test');
  const props = { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('//') };
  new Api(stack, 'Api', {
    config: parseConfig(context),
    api: new LambdaFunction(stack, 'Answers', props),
    authorize: new LambdaFunction(stack, 'Authorizes', props),
  });
  return Template.fromStack(stack);
}

/** Properties of all resources of a type, without the leading `AWS::ApiGateway::`. */
export function resourcesOf(template: Template, type: string): Properties[] {
  return Object.values(template.findResources(`AWS::ApiGateway::${type}`)).map(
    ({ Properties }) => Properties,
  );
}

/** Properties of the only resource of a type. @throws Error when there are several, or none. */
export function onlyOf(template: Template, type: string): Properties {
  const [only, ...others] = resourcesOf(template, type);
  if (only === undefined || others.length > 0) throw new Error(`${others.length} others of ${type}`);
  return only;
}

/** All methods with the whole path of each. */
export function methodsOf(template: Template): (Properties & { path: string })[] {
  const parts = template.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: string | undefined): string => {
    const part = id === undefined ? undefined : parts[id]?.Properties;
    return part === undefined ? '' : `${pathOf(part.ParentId.Ref)}/${part.PathPart}`;
  };
  return resourcesOf(template, 'Method').map((method) => ({
    ...method,
    path: pathOf(method.ResourceId.Ref),
  }));
}
