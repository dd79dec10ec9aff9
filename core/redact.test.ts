import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newToken } from './bearer-token.ts';
import { REDACTED, redact } from './redact.ts';

const TOKEN = 'IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJGMEQCIA==';

describe('what is logged', () => {
  function logged(value: unknown): string {
    return JSON.stringify(value, redact);
  }

  it('holds no signature of an address', () => {
    const query = `X-Amz-Credential=ASIAEXAMPLE%2F20260504&X-Amz-Date=20260504T100000Z&X-Amz-Signature=0a1b2c&X-Amz-Security-Token=${encodeURIComponent(TOKEN)}`;
    assert.equal(
      logged({ message: `GET "https://media.s3.amazonaws.com/a%20b.mp4?${query}" failed` }),
      JSON.stringify({
        message: `GET "https://media.s3.amazonaws.com/a%20b.mp4?X-Amz-Credential=${REDACTED}&X-Amz-Date=20260504T100000Z&X-Amz-Signature=${REDACTED}&X-Amz-Security-Token=${REDACTED}" failed`,
      }),
    );
  });

  it('holds no part of a request that AWS repeats in an error', () => {
    const error = {
      name: 'ExpiredToken',
      'Token-0': TOKEN,
      AWSAccessKeyId: 'ASIAEXAMPLE',
      StringToSign: 'AWS4-HMAC-SHA256\n20260504T100000Z',
      CanonicalRequest: `GET\n/\nx-amz-security-token:${TOKEN}`,
      message: `The Canonical String should have been 'x-amz-security-token:${TOKEN}\n\nhost'`,
      $metadata: { httpStatusCode: 400, requestId: 'a-request' },
    };
    const text = logged({ error });
    assert.ok(!text.includes('IQoJb3') && !text.includes('ASIA') && !text.includes('HMAC'), text);
    assert.ok(text.includes('ExpiredToken') && text.includes('a-request'), text);
  });

  it('holds no name and password of an address', () => {
    const text = logged({
      message: 'GET https://ann:p%40ss@models.example:8443/a@b failed, see http://host:80/a@b',
    });
    const shown = `GET https://${REDACTED}@models.example:8443/a@b failed, see http://host:80/a@b`;
    assert.equal(text, JSON.stringify({ message: shown }));
  });

  it('holds no bearer token', () => {
    const token = newToken();
    const header = 'AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260504, SignedHeaders=host, Signature=0a1b2c';
    const text = logged({
      authorization: `Bearer ${token}`,
      note: `token ${token}, Bearer ${TOKEN}`,
      header,
    });
    assert.ok(!text.includes(token) && !text.includes('IQoJb3') && !text.includes('ASIA'), text);
    assert.ok(!text.includes('0a1b2c') && text.includes('SignedHeaders=host'), text);
  });

  it('keeps everything else', () => {
    const plain = {
      task_id: 'a-task',
      token_name: 'laptop',
      key: 'uploads/ann/Signature walk=1.mp4',
      reason: 'The bearer token is missing. Bearer tokens begin with pf_.',
      count: 3,
      none: null,
      list: [true, 'a'],
    };
    assert.equal(logged(plain), JSON.stringify(plain));
  });
});
