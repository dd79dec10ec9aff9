/** The front of the service: API Gateway, closed but for three routes, before the one function that answers. */
import { CfnOutput } from 'aws-cdk-lib';
import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { STACK_OUTPUTS } from '../../core/stack-outputs.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { addAuthorizer } from './authorizer.ts';
import { corsHeaders, preflight } from './cors.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { addAccessLog, addErrorLog } from './logs.ts';
import { makeRestApi } from './rest-api.ts';
import { addRoutes } from './routes.ts';

/** What the API is made of. */
export interface ApiProps {
  config: PosefleetConfig;
  /** Answers requests. */
  api: IFunction;
  /** Tells whose bearer token it is. */
  authorize: IFunction;
}

/** The REST API and its one stage. */
export class Api extends Construct {
  readonly restApi: RestApi;
  /** Address of the API, with its stage and without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, api, authorize }: ApiProps) {
    super(scope, id);
    const { corsOrigins } = config.api;
    this.restApi = makeRestApi(this, config, addAccessLog(this, config));
    this.url = this.restApi.deploymentStage.urlForPath().slice(0, -1);
    addErrorLog(this, this.restApi, config);
    addRoutes(this.restApi, {
      // One permission for all routes: one each would come near the largest policy that a function may have.
      integration: new LambdaIntegration(api, { scopePermissionToMethod: false }),
      authorizer: addAuthorizer(this, authorize),
      preflight: preflight(corsOrigins),
    });
    addGatewayResponses(this.restApi, corsHeaders(corsOrigins));
    this.addOutput();
  }

  /** One output under a name that people and commands know, in place of the one that RestApi makes. */
  private addOutput(): void {
    this.restApi.node.tryRemoveChild('Endpoint');
    const output = new CfnOutput(this, 'Url', { value: this.url, description: 'Address of the API' });
    output.overrideLogicalId(STACK_OUTPUTS.apiUrl);
  }
}
