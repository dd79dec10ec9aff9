import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { log } from '../../core/log.ts';
import { gatewayEvent } from '../../test/api/gateway-event.ts';
import { createHandler } from './handler.ts';

const ORIGINS = ['https://app.example', 'http://localhost:5173'];

log.setLogLevel('SILENT');

/** Headers of an answer to a page of this origin, by lower-case name. */
async function answerTo(origin: string, configured: string | undefined, path = '/openapi.json') {
  if (configured === undefined) delete process.env.POSEFLEET_CORS_ORIGINS;
  else process.env.POSEFLEET_CORS_ORIGINS = configured;
  const handler = createHandler(() => assert.fail('no route of this test needs anything'));
  const { statusCode, multiValueHeaders = {} } = await handler(
    gatewayEvent({ method: 'GET', path, headers: { Origin: origin }, owner: 'main' }),
  );
  const headers = Object.entries(multiValueHeaders).map(([name, values]) => [
    name.toLowerCase(),
    values.join(),
  ]);
  return { status: statusCode, headers: Object.fromEntries(headers) as Record<string, string> };
}

describe('CORS', () => {
  after(() => delete process.env.POSEFLEET_CORS_ORIGINS);

  for (const origin of ORIGINS) {
    it(`lets the configured ${origin} read answers and errors`, async () => {
      for (const [path, status] of [
        ['/openapi.json', 200],
        ['/nowhere', 404],
      ] as const) {
        const answer = await answerTo(origin, JSON.stringify(ORIGINS), path);
        assert.equal(answer.status, status);
        assert.equal(answer.headers['access-control-allow-origin'], origin);
        assert.match(answer.headers.vary ?? '', /Origin/);
      }
    });
  }

  it('tells a page of another origin nothing', async () => {
    const { headers } = await answerTo('https://evil.example', JSON.stringify(ORIGINS));
    assert.equal(headers['access-control-allow-origin'], undefined);
  });

  it('never lets a page send cookies', async () => {
    const { headers } = await answerTo('https://app.example', JSON.stringify(ORIGINS));
    assert.equal(headers['access-control-allow-credentials'], undefined);
  });

  it('is off without configuration', async () => {
    for (const configured of [undefined, '[]']) {
      const { status, headers } = await answerTo('https://app.example', configured);
      assert.equal(status, 200);
      assert.deepEqual(
        Object.keys(headers).filter((name) => /^access-control|^vary$/.test(name)),
        [],
      );
    }
  });

  it('refuses a configuration that is no list', async () => {
    await assert.rejects(answerTo('https://app.example', '"https://app.example"'), /POSEFLEET_CORS_ORIGINS/);
  });
});
