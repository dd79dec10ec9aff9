import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import { errorAnswerSchema } from '../../core/requests.ts';
import { answerUnknownRoute } from '../../lambdas/api/error-answers.ts';
import { apiTemplate, type Properties, resourcesOf } from './testing/api-template.ts';

const answers = new Map(
  resourcesOf(apiTemplate(), 'GatewayResponse').map((answer) => [answer.ResponseType as string, answer]),
);

/** Status and code of each type, as the issue and the API's own errors want them. */
const EXPECTED: Readonly<Record<string, ErrorCode>> = {
  UNAUTHORIZED: 'unauthorized',
  ACCESS_DENIED: 'forbidden',
  THROTTLED: 'rate_limited',
  QUOTA_EXCEEDED: 'rate_limited',
  MISSING_AUTHENTICATION_TOKEN: 'route_unknown',
  RESOURCE_NOT_FOUND: 'route_unknown',
  INTEGRATION_TIMEOUT: 'unavailable',
  INTEGRATION_FAILURE: 'unavailable',
  AUTHORIZER_FAILURE: 'unavailable',
  AUTHORIZER_CONFIGURATION_ERROR: 'unavailable',
  DEFAULT_5XX: 'internal',
};

function answerOf(type: string): Properties {
  return answers.get(type) ?? assert.fail(`The gateway answers ${type} in its own words.`);
}

function headerOf(type: string, name: string): string | undefined {
  return answerOf(type).ResponseParameters[`gatewayresponse.header.${name}`];
}

describe('answers of the gateway', () => {
  it('are ours for every type that there is', () => {
    const types = Object.values(ResponseType).flatMap((value) =>
      value instanceof ResponseType ? [value.responseType] : [],
    );
    assert.ok(types.length > 15);
    assert.deepEqual([...answers.keys()].sort(), types.sort());
  });

  for (const [type, { ResponseTemplates, StatusCode }] of answers) {
    it(`${type} is valid JSON in the shape of our errors`, () => {
      assert.deepEqual(Object.keys(ResponseTemplates), ['application/json']);
      const text: string = ResponseTemplates['application/json'];
      assert.doesNotMatch(text, /\$|#/, 'nothing is filled in, so nothing can break it');
      const body = errorAnswerSchema.strict().parse(JSON.parse(text));
      assert.equal(StatusCode, String(ERRORS[body.code as ErrorCode].http));
    });
  }

  for (const [type, code] of Object.entries(EXPECTED)) {
    it(`${type} has the code ${code}`, () => {
      assert.equal(JSON.parse(answerOf(type).ResponseTemplates['application/json']).code, code);
    });
  }

  it('say how to sign in, and when to come back', () => {
    assert.equal(headerOf('UNAUTHORIZED', 'WWW-Authenticate'), "'Bearer'");
    assert.equal(headerOf('THROTTLED', 'Retry-After'), "'5'");
    assert.equal(headerOf('INTEGRATION_TIMEOUT', 'Retry-After'), "'5'");
  });

  it('to an unknown route are what the function says, which answers it on the laptop', async () => {
    const text = answerOf('MISSING_AUTHENTICATION_TOKEN').ResponseTemplates['application/json'];
    assert.deepEqual(JSON.parse(text), await answerUnknownRoute().json());
  });
});
