/** What the gateway writes down: a line for each request, and its own errors. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';

/** Name of the one stage, and first segment of every path: the version of the API. */
export const STAGE_NAME = 'v1';

/**
 * A line of the access log. No header and no query string is in it, and no path as the caller wrote it: the resource
 * tells the route. Every value stands between quotes, since one that is not there is a hyphen; none is free text of
 * the caller's, which could break the line.
 */
const LINE = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  traceId: '$context.xrayTraceId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  owner: '$context.authorizer.owner',
  token: '$context.authorizer.token_name',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  protocol: '$context.protocol',
  tls: '$context.tlsVersion',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  integrationMilliseconds: '$context.integration.latency',
  integrationStatus: '$context.integration.integrationStatus',
  authorizerMilliseconds: '$context.authorizer.latency',
  authorizerStatus: '$context.authorizer.status',
  errorType: '$context.error.responseType',
};

/** The format of the access log: one JSON object a line. */
export const ACCESS_LOG_FORMAT = AccessLogFormat.custom(JSON.stringify(LINE));

type Retention = Pick<PosefleetConfig, 'logRetentionDays'>;

/** The log of requests. */
export function addAccessLog(scope: Construct, { logRetentionDays }: Retention): LogGroup {
  return new LogGroup(scope, 'AccessLog', {
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/**
 * The log of the gateway's own errors. The gateway would make it by itself under this name, to be kept for ever:
 * it must be there before the stage is.
 */
export function addErrorLog(scope: Construct, restApi: RestApi, { logRetentionDays }: Retention): void {
  const log = new LogGroup(scope, 'ErrorLog', {
    logGroupName: `API-Gateway-Execution-Logs_${restApi.restApiId}/${STAGE_NAME}`,
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  restApi.deploymentStage.node.addDependency(log);
}
