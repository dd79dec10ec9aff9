/** An HTTP request as the event that API Gateway's REST API hands to a Lambda function. */

import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../local-account.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

const NO_IDENTITY = {
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
  user: null,
  userArn: null,
};

/** The event of a request; a body that is not text is given in base64. */
export function proxyEvent(request: IncomingMessage, body: Buffer): APIGatewayProxyEvent {
  const [pathname, search] = splitTarget(request.url ?? '/');
  const httpMethod = request.method ?? 'GET';
  const isText = isUtf8(body);
  const headers = headerPairs(request);
  const query = [...new URLSearchParams(search)];
  return {
    resource: '/{proxy+}',
    path: pathname,
    httpMethod,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: query.length === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.length === 0 ? null : grouped(query),
    pathParameters: { proxy: pathname.slice(1) },
    stageVariables: null,
    requestContext: requestContext(request, httpMethod, pathname),
    body: body.length === 0 ? null : body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

function requestContext(
  request: IncomingMessage,
  httpMethod: string,
  path: string,
): APIGatewayProxyEvent['requestContext'] {
  const now = new Date();
  return {
    accountId: LOCAL_ACCOUNT,
    apiId: 'local',
    authorizer: null,
    domainName: request.headers.host ?? '',
    domainPrefix: 'local',
    extendedRequestId: randomUUID(),
    httpMethod,
    identity: {
      ...NO_IDENTITY,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? null,
    },
    path,
    protocol: `HTTP/${request.httpVersion}`,
    requestId: randomUUID(),
    requestTime: now.toUTCString(),
    requestTimeEpoch: now.getTime(),
    resourceId: 'local',
    resourcePath: '/{proxy+}',
    stage: 'local',
  };
}

/** Headers as the caller wrote their names. */
function headerPairs({ rawHeaders }: IncomingMessage): Pairs {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  );
}

function grouped(pairs: Pairs): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

/** Path and query as they were sent; a proxy's form of the request, with the whole address, is allowed by HTTP. */
function splitTarget(target: string): [path: string, search: string] {
  const [path = '/', search = ''] = target.split(/\?(.*)/s);
  return [path.startsWith('/') ? path : (URL.parse(path)?.pathname ?? '/'), search];
}
