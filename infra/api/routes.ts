/** The paths of the API at the gateway: any method of each goes to the one function. */
import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type CorsOptions,
  type IAuthorizer,
  type Integration,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { CLOSED_PATHS, OPEN_PATHS } from '../../core/api-routes.ts';

const CLOSED = { authorizationType: AuthorizationType.CUSTOM };
const OPEN = { authorizationType: AuthorizationType.NONE };
const OPEN_ON_PURPOSE = {
  id: 'AwsSolutions-APIG4',
  reason:
    'Open on purpose: the route answers counts of the whole service or the description of the API, nothing of any caller. It is throttled on its own, and its function refuses a request of nobody on every other route.',
};

/** What stands behind the paths, before the closed ones, and what browsers are told, if anything. */
export interface RouteParts {
  integration: Integration;
  authorizer: IAuthorizer;
  preflight: CorsOptions | undefined;
}

/**
 * Makes a resource of each path, with the method `ANY`: so a wrong method reaches the function, which answers 405.
 * There is no proxy resource, hence what the gateway does not know costs no function.
 */
export function addRoutes(restApi: RestApi, { integration, authorizer, preflight }: RouteParts): void {
  for (const path of [...CLOSED_PATHS, ...OPEN_PATHS]) {
    const open = isOpen(path);
    const resource = restApi.root.resourceForPath(path);
    const method = resource.addMethod('ANY', integration, open ? OPEN : { ...CLOSED, authorizer });
    if (open) Validations.of(method).acknowledge(OPEN_ON_PURPOSE);
    if (preflight !== undefined) resource.addCorsPreflight(preflight);
  }
}

function isOpen(path: string): boolean {
  return OPEN_PATHS.some((open) => open === path);
}
