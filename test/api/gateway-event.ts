/** Events as API Gateway's REST API sends them to a Lambda. */
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request to the API. */
export interface ApiCall {
  method: string;
  path: string;
  query?: Record<string, string | string[]>;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is text, which is sent as it is. */
  body?: unknown;
  base64?: boolean;
  /** Owner that an authorizer found. */
  owner?: string;
}

/** The event of a request, all fields there as in the documentation of the proxy integration. */
export function gatewayEvent(call: ApiCall): APIGatewayProxyEvent {
  const text = bodyText(call.body);
  const typed = text !== null && !hasHeader(call.headers, 'content-type');
  const headers = {
    Accept: '*/*',
    Host: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
    'X-Forwarded-For': '203.0.113.7',
    ...(typed ? { 'Content-Type': 'application/json' } : {}),
    ...call.headers,
  };
  const query = Object.entries(call.query ?? {}).map(([name, value]) => [name, [value].flat()] as const);
  return {
    resource: '/{proxy+}',
    path: call.path,
    httpMethod: call.method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters:
      query.length === 0 ? null : Object.fromEntries(query.map(([name, values]) => [name, values.at(-1)])),
    multiValueQueryStringParameters: query.length === 0 ? null : Object.fromEntries(query),
    pathParameters: { proxy: call.path.slice(1) },
    stageVariables: null,
    requestContext: requestContext(call),
    body: text === null || !call.base64 ? text : Buffer.from(text).toString('base64'),
    isBase64Encoded: call.base64 ?? false,
  };
}

function requestContext({ method, path, owner }: ApiCall): APIGatewayProxyEvent['requestContext'] {
  return {
    accountId: '123456789012',
    apiId: 'abcdef1234',
    authorizer: owner === undefined ? null : { owner, principalId: owner, integrationLatency: 12 },
    domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
    domainPrefix: 'abcdef1234',
    extendedRequestId: 'AbCdEfGhIjKlMnO=',
    httpMethod: method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '203.0.113.7',
      user: null,
      userAgent: 'curl/8.5.0',
      userArn: null,
    },
    path: `/v1${path}`,
    protocol: 'HTTP/1.1',
    requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    requestTime: '22/Nov/2025:16:00:00 +0000',
    requestTimeEpoch: 1_763_827_200_000,
    resourceId: 'xyz123',
    resourcePath: '/{proxy+}',
    stage: 'v1',
  };
}

function bodyText(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function hasHeader(headers: Record<string, string> | undefined, name: string): boolean {
  return Object.keys(headers ?? {}).some((key) => key.toLowerCase() === name);
}
