import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { CREDENTIALS, type S3TestServer, startS3TestServer } from './s3-test-server.ts';

const Bucket = 'signed';
const Key = 'a b+c%é/walk.mp4';
let server: S3TestServer;
/** As the service's clients are made: without checksums that a plain PUT could not send. */
let s3: S3Client;

before(async () => {
  server = await startS3TestServer();
  s3 = server.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'film' }));
});
after(() => server.close());

const signedGet = (fields: object = {}, options: object = {}) =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...fields }), { expiresIn: 60, ...options });
const signedPut = (fields: object = {}) =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'put', ...fields }), { expiresIn: 60 });

async function refusal(url: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  assert.equal(answer.headers.get('content-type'), 'application/xml');
  return `${answer.status} ${/<Code>(.*)<\/Code>/.exec(text)?.[1]}`;
}

test('a signed URL reads one object, whole or in part', async () => {
  const url = await signedGet({ ResponseContentDisposition: 'attachment; filename="walk.mp4"' });
  const answer = await fetch(url);
  assert.equal(await answer.text(), 'film');
  assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="walk.mp4"');
  const part = await fetch(url, { headers: { range: 'bytes=1-2' } });
  assert.deepEqual([part.status, await part.text()], [206, 'il']);
});

test('a signed URL writes one object of the size that was signed', async () => {
  const url = await signedPut({ ContentLength: 5 });
  assert.equal((await fetch(url, { method: 'PUT', body: '12345' })).status, 200);
  assert.equal(await refusal(url, { method: 'PUT', body: '123456' }), '403 SignatureDoesNotMatch');
  const withMetadata = await signedPut({ Metadata: { a: 'b' } });
  assert.equal((await fetch(withMetadata, { method: 'PUT', body: 'x' })).status, 200);
  const head = await fetch(await signedGet({ Key: 'put' }));
  assert.equal(head.headers.get('x-amz-meta-a'), 'b');
});

test('a changed URL is refused', async () => {
  const url = await signedGet();
  const elsewhere = url.replace('walk.mp4', 'other.mp4');
  const longer = url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600000');
  const added = `${url}&response-content-type=text/html`;
  const forged = url.replace(/Signature=../, 'Signature=00');
  for (const changed of [elsewhere, longer, added, forged]) {
    assert.equal(await refusal(changed), '403 SignatureDoesNotMatch', changed);
  }
  assert.equal(await refusal(url, { method: 'DELETE' }), '403 SignatureDoesNotMatch');
  const put = await signedPut();
  const headers = { 'x-amz-meta-added': 'x' };
  assert.equal(await refusal(put, { method: 'PUT', body: 'x', headers }), '403 AccessDenied');
  assert.equal(
    await refusal(url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=6048000')),
    '400 AuthorizationHeaderMalformed',
  );
});

test('a URL ends when it says', async () => {
  const old = await signedGet({}, { signingDate: new Date(Date.now() - 61_000) });
  assert.equal(await refusal(old), '403 AccessDenied');
  const young = await signedGet({}, { signingDate: new Date(Date.now() - 50_000) });
  assert.equal((await fetch(young)).status, 200);
  const future = await signedGet({}, { signingDate: new Date(Date.now() + 3_600_000) });
  assert.equal(await refusal(future), '403 AccessDenied');
});

test('requests without the key of this service are refused', async () => {
  assert.equal(await refusal(`${server.endpoint}/${Bucket}/put`), '403 AccessDenied');
  const others = [
    { ...CREDENTIALS, secretAccessKey: 'another' },
    { ...CREDENTIALS, accessKeyId: 'ANOTHER' },
  ];
  const codes = ['SignatureDoesNotMatch', 'InvalidAccessKeyId'];
  for (const [index, credentials] of others.entries()) {
    const client = server.client({ credentials });
    await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key })), { name: codes[index] });
  }
  const late = server.client({ systemClockOffset: -3_600_000 });
  await assert.rejects(late.send(new GetObjectCommand({ Bucket, Key })), { name: 'RequestTimeTooSkewed' });
});

test('who asks before sending is told at once', async () => {
  const good = await signedPut({ ContentLength: 4 });
  assert.deepEqual(await askAndSend(good, 'body'), { asked: 'go on', status: 200 });
  const forged = good.replace(/Signature=../, 'Signature=00');
  assert.deepEqual(await askAndSend(forged, 'body'), { asked: 'refused', status: 403 });
});

/** Sends the body only when the server says so, as curl does with large ones. */
function askAndSend(url: string, body: string): Promise<{ asked: string; status: number | undefined }> {
  return new Promise((resolve, reject) => {
    let asked = 'refused';
    const headers = { expect: '100-continue', 'content-length': body.length };
    const sent = request(url, { method: 'PUT', headers }, (answer) => {
      answer.resume();
      resolve({ asked, status: answer.statusCode });
      sent.destroy();
    });
    sent.on('continue', () => {
      asked = 'go on';
      sent.end(body);
    });
    sent.on('error', reject).flushHeaders();
  });
}

test('a body that is not the signed one is refused', async () => {
  const client = server.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { body: unknown }).body = 'evil';
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  const put = new PutObjectCommand({ Bucket, Key: 'body', Body: 'good' });
  await assert.rejects(client.send(put), { name: 'XAmzContentSHA256Mismatch' });
});

test('web pages are refused, and hosts that are not loopback', async () => {
  const url = await signedGet();
  for (const headers of [{ origin: 'http://example.org' }, { 'sec-fetch-site': 'cross-site' }]) {
    assert.equal(await status(url, headers), 403);
  }
  assert.equal(await status(url, { host: `example.org:${new URL(url).port}` }), 403);
  assert.equal(await status(url, {}), 200);
});

/** `fetch` does not let these headers be set. */
function status(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test('what is malformed gets an error of S3', async () => {
  assert.equal(await refusal(`${server.endpoint}/${Bucket}/%ff`), '400 InvalidURI');
  assert.equal(await refusal(`${server.endpoint}/${Bucket}/${'x'.repeat(1025)}`), '400 KeyTooLongError');
  const unknown = await signedGet();
  assert.equal(await refusal(unknown, { method: 'PATCH' }), '403 SignatureDoesNotMatch');
});
