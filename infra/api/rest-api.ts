/** The REST API itself and the settings of its one stage. */
import { Validations } from 'aws-cdk-lib';
import {
  type CfnRestApi,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { ACCESS_LOG_FORMAT, STAGE_NAME } from './logs.ts';
import { openMethods } from './throttling.ts';

/** TLS 1.2 or newer, with forward secrecy. Without it the gateway's own address takes TLS 1.0. */
const TLS_POLICY = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09';

/** Makes the API without its routes. Its name is a dimension of the gateway's metrics: one a deployment. */
export function makeRestApi(scope: Construct, config: PosefleetConfig, accessLog: ILogGroup): RestApi {
  const { requestsPerSecond, burst, accountLogRole } = config.api;
  const restApi = new RestApi(scope, 'RestApi', {
    restApiName: `posefleet-${config.stage}`,
    description: `Posefleet, stage ${config.stage}`,
    endpointTypes: [EndpointType.REGIONAL],
    // One role an account and region: kept when this stack goes, because other APIs may have come to write by it.
    cloudWatchRole: accountLogRole,
    deployOptions: {
      stageName: STAGE_NAME,
      description: 'The first version of the API',
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat: ACCESS_LOG_FORMAT,
      // Errors only, and never bodies. Metrics of each method would be paid for: the API's own have the same numbers.
      loggingLevel: MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
      metricsEnabled: false,
      tracingEnabled: true,
      throttlingRateLimit: requestsPerSecond,
      throttlingBurstLimit: burst,
      methodOptions: openMethods(config.api),
    },
  });
  requireModernTls(restApi);
  acknowledge(restApi);
  return restApi;
}

/** The policy asks for an access mode; the strict one wants a request's host to be that of its TLS handshake. */
function requireModernTls(restApi: RestApi): void {
  const resource = restApi.node.defaultChild as CfnRestApi;
  resource.securityPolicy = TLS_POLICY;
  resource.endpointAccessMode = 'STRICT';
}

function acknowledge(restApi: RestApi): void {
  Validations.of(restApi).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason:
        'The function validates every path, query and body against the schemas that the OpenAPI document is made of, and names each wrong field; the gateway would refuse with less, in another shape.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason:
        'No web ACL by default: it costs about 6 USD a month where nothing else costs at rest. In its place stand the authorizer before all routes but three, throttles for the stage and stricter ones for those three, and a pattern that refuses malformed tokens before any function runs. docs/threat-model.md says when to attach one.',
    },
    {
      id: 'AwsSolutions-COG4',
      reason:
        'Callers are programs with bearer tokens of their own, of which only hashes are kept; a Lambda authorizer checks them. There are no people to sign in, hence no user pool.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        "The policy that AWS made for this role: API Gateway has one role an account and region to write all its APIs' logs, so a narrower one would silence other APIs.",
    },
  );
}
