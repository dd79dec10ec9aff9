import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from './loopback-guard.ts';

const PORT = 8000;
const own = { host: '127.0.0.1:8000' };

function isRefused(
  headers: Record<string, string>,
  { method = 'POST', port = PORT, ownPages = true } = {},
): boolean {
  return refusalOf({ method, headers }, port, { ownPages }) !== undefined;
}

test('only loopback names with the own port are answered', () => {
  for (const host of ['127.0.0.1:8000', 'localhost:8000', 'LOCALHOST:8000', '[::1]:8000']) {
    assert.ok(!isRefused({ host }), host);
  }
  const foreign = [
    '127.0.0.1',
    'localhost:8001',
    'evil.example',
    'evil.example:8000',
    '127.0.0.1.evil.example:8000',
  ];
  for (const host of [...foreign, 'localhost:8000.evil.example', '0.0.0.0:8000', '']) {
    assert.ok(isRefused({ host }), host);
  }
  assert.ok(isRefused({}), 'no host at all');
  assert.ok(!isRefused({ host: 'localhost' }, { port: 80 }));
});

test('pages of the own origin may call, others may not', () => {
  for (const origin of ['http://127.0.0.1:8000', 'http://localhost:8000', 'http://[::1]:8000']) {
    assert.ok(!isRefused({ ...own, origin }), origin);
    assert.ok(isRefused({ ...own, origin }, { ownPages: false }), origin);
  }
  const foreign = [
    'null',
    'https://evil.example',
    'http://localhost:3000',
    'https://localhost:8000',
    'file://',
  ];
  for (const origin of foreign) assert.ok(isRefused({ ...own, origin }), origin);
});

test('requests that a browser says come from another site are refused, but for a link that is followed', () => {
  for (const site of ['cross-site', 'same-site'])
    assert.ok(isRefused({ ...own, 'sec-fetch-site': site }), site);
  for (const site of ['none', 'same-origin']) assert.ok(!isRefused({ ...own, 'sec-fetch-site': site }), site);
  const link = {
    ...own,
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  assert.ok(!isRefused(link, { method: 'GET' }));
  assert.ok(isRefused(link, { method: 'POST' }));
  assert.ok(isRefused({ ...link, 'sec-fetch-dest': 'iframe' }, { method: 'GET' }));
});
