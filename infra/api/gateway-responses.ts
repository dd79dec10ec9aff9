/** What the gateway answers by itself, in the shape and with the codes of the API's own errors. */
import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ERRORS, type ErrorCode } from '../../core/errors.ts';

/** An answer of the gateway; its status is that of its code. */
export interface GatewayAnswer {
  /** Types of the gateway's answers for which it stands. */
  types: readonly ResponseType[];
  code: ErrorCode;
  /** What to do about it. A fixed text: nothing of the request is repeated. */
  detail: string;
  headers?: Readonly<Record<string, string>>;
}

/** Seconds after which a caller may try again; the same as the function answers. */
const RETRY = { 'Retry-After': '5' };

/**
 * All answers. Each 4xx type is named, because the default's status would be given to those that are not.
 *
 * A path that is not there is `MISSING_AUTHENTICATION_TOKEN` to the gateway, which looks for a signature of AWS where
 * it finds no route; a bearer token is then an incomplete signature, and that has no type but the default. No route
 * here takes signatures: all of these mean that there is no such route.
 */
export const GATEWAY_ANSWERS: readonly GatewayAnswer[] = [
  {
    types: [ResponseType.UNAUTHORIZED],
    code: 'unauthorized',
    detail:
      'The bearer token is missing, unknown or revoked. Send a valid one as Authorization: Bearer TOKEN.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  {
    types: [ResponseType.ACCESS_DENIED, ResponseType.INVALID_API_KEY, ResponseType.WAF_FILTERED],
    code: 'forbidden',
    detail: 'This request may not call this service.',
  },
  {
    types: [
      ResponseType.MISSING_AUTHENTICATION_TOKEN,
      ResponseType.RESOURCE_NOT_FOUND,
      ResponseType.INVALID_SIGNATURE,
      ResponseType.EXPIRED_TOKEN,
      ResponseType.DEFAULT_4XX,
    ],
    code: 'route_unknown',
    detail: 'There is no such route. GET /docs lists them all.',
  },
  {
    types: [ResponseType.THROTTLED, ResponseType.QUOTA_EXCEEDED],
    code: 'rate_limited',
    detail: 'Too many requests. Wait and repeat.',
    headers: RETRY,
  },
  {
    types: [ResponseType.BAD_REQUEST_PARAMETERS, ResponseType.BAD_REQUEST_BODY],
    code: 'request_invalid',
    detail: 'The request is invalid. GET /docs describes what each route takes.',
  },
  {
    types: [ResponseType.UNSUPPORTED_MEDIA_TYPE],
    code: 'body_not_json',
    detail: 'Send the body as JSON, with Content-Type: application/json.',
  },
  {
    // Above 10 MB the gateway gives its own body whatever stands here; the function refuses far smaller ones.
    types: [ResponseType.REQUEST_TOO_LARGE],
    code: 'body_too_large',
    detail: 'The body is larger than the API accepts.',
  },
  {
    types: [
      ResponseType.INTEGRATION_TIMEOUT,
      ResponseType.INTEGRATION_FAILURE,
      ResponseType.AUTHORIZER_FAILURE,
      // An authorizer that threw, or that Lambda throttled.
      ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
    ],
    code: 'unavailable',
    detail: 'The service did not answer. Repeat the request.',
    headers: RETRY,
  },
  {
    types: [ResponseType.API_CONFIGURATION_ERROR, ResponseType.DEFAULT_5XX],
    code: 'internal',
    detail: 'Something failed that should not. The log has the reason.',
  },
];

/** Headers of every answer, as the function gives them: nothing is to be guessed at, referred to or kept. */
const HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Adds the answers, each with these further headers. */
export function addGatewayResponses(restApi: RestApi, further: Readonly<Record<string, string>>): void {
  for (const { types, code, detail, headers } of GATEWAY_ANSWERS) {
    for (const type of types) {
      restApi.addGatewayResponse(type.responseType, {
        type,
        statusCode: String(ERRORS[code].http),
        responseHeaders: quoted({ ...HEADERS, ...further, ...headers }),
        templates: { 'application/json': JSON.stringify({ detail, code }) },
      });
    }
  }
}

/** Fixed values stand between quotes, to be told from the names of parameters. */
function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
