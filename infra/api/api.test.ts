import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLOSED_PATHS, OPEN_PATHS } from '../../core/api-routes.ts';
import { AUTHORIZATION_PATTERN, newToken } from '../../core/bearer-token.ts';
import { createApi } from '../../lambdas/api/app.ts';
import { openApiDocument } from '../../lambdas/api/openapi.ts';
import { apiTemplate, methodsOf, onlyOf, resourcesOf } from './testing/api-template.ts';

const ALL_PATHS = [...OPEN_PATHS, ...CLOSED_PATHS];
/** Routes that describe the API and do not stand in their own description. */
const DESCRIPTIONS = ['/docs', '/openapi.json'];

const template = apiTemplate();
const stage = onlyOf(template, 'Stage');

describe('routes of the gateway', () => {
  it('are those of the description of the API, and the description itself', () => {
    const api = createApi(() => assert.fail('a description needs nothing'));
    const described = Object.keys(openApiDocument(api).paths ?? {});
    const served = methodsOf(template).map(({ path }) => path);
    assert.deepEqual(served.sort(), [...described, ...DESCRIPTIONS].sort());
    assert.deepEqual(served, [...ALL_PATHS].sort());
  });

  it('want a token where the description says so', () => {
    const api = createApi(() => assert.fail('a description needs nothing'));
    const { security, paths = {} } = openApiDocument(api);
    assert.equal(security?.length, 1, 'every route that does not say otherwise');
    const open = Object.entries(paths).filter(([, methods]) =>
      Object.values(methods as Record<string, { security?: unknown[] }>).some(
        (operation) => operation.security?.length === 0,
      ),
    );
    assert.deepEqual([...open.map(([path]) => path), ...DESCRIPTIONS].sort(), [...OPEN_PATHS].sort());
  });

  it('take every method to the one function', () => {
    for (const { path, HttpMethod, Integration } of methodsOf(template)) {
      assert.equal(HttpMethod, 'ANY', path);
      assert.equal(Integration.Type, 'AWS_PROXY', path);
      assert.match(JSON.stringify(Integration.Uri), /"Answers[0-9A-F]+","Arn"/, path);
    }
  });

  it('are closed but for the three', () => {
    const open = methodsOf(template).filter(({ AuthorizationType }) => AuthorizationType === 'NONE');
    assert.deepEqual(open.map(({ path }) => path).sort(), [...OPEN_PATHS].sort());
    for (const { path, AuthorizationType, AuthorizerId } of methodsOf(template)) {
      if (OPEN_PATHS.some((open) => open === path)) continue;
      assert.equal(AuthorizationType, 'CUSTOM', path);
      assert.match(AuthorizerId.Ref, /^ApiAuthorizer/, path);
    }
  });

  it('may invoke their function, and nobody else may by this', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    assert.equal(permissions.length, 2);
    for (const { Properties } of permissions) {
      assert.equal(Properties.Principal, 'apigateway.amazonaws.com');
      assert.match(JSON.stringify(Properties.SourceArn), /"Ref":"ApiRestApi/);
    }
  });
});

describe('the authorizer', () => {
  const authorizer = onlyOf(template, 'Authorizer');

  it('forgets a revoked token well within 60 s', () => {
    assert.ok(authorizer.AuthorizerResultTtlInSeconds <= 30);
  });

  it('is asked with the header Authorization, if that may hold a token', () => {
    assert.equal(authorizer.Type, 'TOKEN');
    assert.equal(authorizer.IdentitySource, 'method.request.header.Authorization');
    assert.equal(authorizer.IdentityValidationExpression, AUTHORIZATION_PATTERN);
    const pattern = new RegExp(authorizer.IdentityValidationExpression);
    assert.match(`Bearer ${newToken()}`, pattern);
    for (const header of ['', 'Bearer ', 'Basic cGY6cGY=', `Bearer ${newToken()}x`, newToken()]) {
      assert.doesNotMatch(header, pattern);
    }
  });
});

describe('the gateway', () => {
  it('is regional, takes TLS 1.2 and newer, and passes no binary bodies', () => {
    const { EndpointConfiguration, SecurityPolicy, EndpointAccessMode, BinaryMediaTypes } = onlyOf(
      template,
      'RestApi',
    );
    assert.deepEqual(EndpointConfiguration.Types, ['REGIONAL']);
    assert.match(SecurityPolicy, /^SecurityPolicy_TLS13_1_2_PFS/);
    assert.equal(EndpointAccessMode, 'STRICT');
    assert.equal(BinaryMediaTypes, undefined);
  });

  it('is named after its deployment, since its metrics are told apart by name', () => {
    assert.equal(onlyOf(apiTemplate({ stage: 'trial' }), 'RestApi').Name, 'posefleet-trial');
  });

  it('tells its address, without a slash at the end', () => {
    const outputs = template.toJSON().Outputs;
    assert.deepEqual(Object.keys(outputs), ['ApiUrl']);
    assert.doesNotMatch(JSON.stringify(outputs.ApiUrl.Value), /\/"\]\]\}$/);
  });
});

describe('throttles', () => {
  const config = { api: { requestsPerSecond: 30, burst: 60, openRequestsPerSecond: 2 } };
  const settings = onlyOf(apiTemplate(config), 'Stage').MethodSettings as Record<string, unknown>[];
  const settingOf = (path: string, method: string) =>
    settings.find(
      ({ ResourcePath, HttpMethod }) =>
        ResourcePath === `/${path.replaceAll('/', '~1')}` && HttpMethod === method,
    );

  it('hold for the whole stage', () => {
    const whole = settings.find(({ ResourcePath }) => ResourcePath === '/*');
    assert.equal(whole?.ThrottlingRateLimit, 30);
    assert.equal(whole?.ThrottlingBurstLimit, 60);
  });

  it('are stricter on the open paths, whatever the method', () => {
    for (const path of OPEN_PATHS) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        assert.equal(settingOf(path, method)?.ThrottlingRateLimit, 2, `${method} ${path}`);
      }
    }
  });

  it('of the open paths are there by default', () => {
    const limits = stage.MethodSettings.map((setting: Record<string, number>) => setting.ThrottlingRateLimit);
    assert.ok(limits.every((limit: unknown) => typeof limit === 'number' && limit > 0));
  });
});

describe('the role for logs', () => {
  it('is set for the account and outlives the stack, as other APIs write by it', () => {
    const [account] = Object.values(template.findResources('AWS::ApiGateway::Account'));
    assert.equal(account?.DeletionPolicy, 'Retain');
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
      id.includes('CloudWatchRole'),
    );
    assert.equal(role?.[1].DeletionPolicy, 'Retain');
  });

  it('is left alone when the account has one', () => {
    const without = apiTemplate({ api: { accountLogRole: false } });
    assert.deepEqual(resourcesOf(without, 'Account'), []);
  });
});
