import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiTemplate, onlyOf } from './testing/api-template.ts';

const template = apiTemplate({ logRetentionDays: 14 });
const stage = onlyOf(template, 'Stage');
const format: string = stage.AccessLogSetting.Format;

describe('the access log', () => {
  it('is one JSON object a line, even where the gateway knows nothing', () => {
    const line = format.replaceAll(/\$context\.[a-zA-Z.]+/g, '-');
    assert.ok(Object.keys(JSON.parse(line)).length > 10);
    assert.doesNotMatch(line, /\$/);
  });

  it('holds the id that the function logs too, status, route and owner', () => {
    for (const name of ['requestId', 'status', 'resourcePath', 'httpMethod', 'authorizer.owner']) {
      assert.ok(format.includes(`"$context.${name}"`), name);
    }
  });

  it('holds no header, no query, no path and no text of the caller', () => {
    assert.doesNotMatch(format, /authorization|header|query|token"?:"\$context\.(?!authorizer\.token_name)/i);
    assert.doesNotMatch(format, /\$context\.(path|requestOverride|identity\.(userAgent|apiKey|accessKey))/);
    assert.doesNotMatch(format, /error\.message|validationErrorString|integrationErrorMessage/);
  });
});

describe('logs of the gateway', () => {
  it('are errors alone, never bodies', () => {
    for (const { LoggingLevel, DataTraceEnabled } of stage.MethodSettings) {
      assert.equal(LoggingLevel, 'ERROR');
      assert.equal(DataTraceEnabled, false);
    }
  });

  it('are kept for the configured days, also those that the gateway names itself', () => {
    const groups = template.findResources('AWS::Logs::LogGroup');
    assert.equal(Object.keys(groups).length, 2);
    for (const { Properties } of Object.values(groups)) assert.equal(Properties.RetentionInDays, 14);
    const [errors] = Object.entries(groups).filter(([id]) => id.includes('ErrorLog'));
    assert.match(
      JSON.stringify(errors?.[1].Properties.LogGroupName),
      /API-Gateway-Execution-Logs_".*RestApi.*"\/v1"/,
    );
    const [stageResource] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    assert.ok(stageResource?.DependsOn.includes(errors?.[0]), 'the gateway would make the group before us');
  });

  it('and traces belong together', () => {
    assert.equal(stage.TracingEnabled, true);
    assert.ok(format.includes('$context.xrayTraceId'));
  });
});
