import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../../lambdas/api/app.ts';
import { openApiDocument } from '../../lambdas/api/openapi.ts';
import { apiTemplate, methodsOf, resourcesOf } from './testing/api-template.ts';

const ONE = { api: { corsOrigins: ['https://app.example'] } };
const TWO = { api: { corsOrigins: ['https://app.example', 'http://localhost:5173'] } };

describe('CORS', () => {
  it('is off unless configured', () => {
    const template = apiTemplate();
    assert.ok(methodsOf(template).every(({ HttpMethod }) => HttpMethod !== 'OPTIONS'));
    assert.doesNotMatch(JSON.stringify(template.toJSON()), /access-control/i);
  });

  it('answers the browser first on every path, without a token and without the function', () => {
    const methods = methodsOf(apiTemplate(TWO));
    const asked = methods.filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');
    const served = methods.filter(({ HttpMethod }) => HttpMethod === 'ANY');
    assert.deepEqual(asked.map(({ path }) => path).sort(), served.map(({ path }) => path).sort());
    for (const { path, AuthorizationType, Integration } of asked) {
      assert.equal(AuthorizationType, 'NONE', path);
      assert.equal(Integration.Type, 'MOCK', path);
    }
    for (const { HttpMethod, AuthorizationType, path } of methods) {
      if (HttpMethod === 'ANY' && path === '/process') assert.equal(AuthorizationType, 'CUSTOM');
    }
  });

  it('allows the methods of the routes and the headers that they read', () => {
    const [asked] = methodsOf(apiTemplate(ONE)).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS');
    const headers = asked?.Integration.IntegrationResponses[0].ResponseParameters;
    const listed = (name: string) =>
      headers[`method.response.header.Access-Control-Allow-${name}`].replaceAll("'", '').split(',');
    const { paths = {} } = openApiDocument(createApi(() => assert.fail('a description needs nothing')));
    const used = new Set(Object.values(paths).flatMap((path) => Object.keys(path as object)));
    assert.deepEqual(listed('Methods').sort(), [...used].map((method) => method.toUpperCase()).sort());
    assert.deepEqual(listed('Headers').sort(), ['Authorization', 'Content-Type', 'Idempotency-Key']);
  });

  it("lets a page read the gateway's own answers, and never sends cookies", () => {
    for (const [config, origin] of [
      [ONE, "'https://app.example'"],
      [TWO, "'*'"],
    ] as const) {
      const template = apiTemplate(config);
      for (const { ResponseParameters } of resourcesOf(template, 'GatewayResponse')) {
        assert.equal(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin'], origin);
      }
      assert.doesNotMatch(JSON.stringify(template.toJSON()), /Allow-Credentials/);
    }
  });
});
