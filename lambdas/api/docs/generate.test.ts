import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { generatedModule } from './generate.ts';
import { DOCS_PAGE } from './page.generated.ts';

test('the page is that of the present schemas', async () => {
  const there = await readFile(new URL('./page.generated.ts', import.meta.url), 'utf8');
  assert.ok(
    there === (await generatedModule()),
    'Run node lambdas/api/docs/generate.ts and commit the result.',
  );
});

test('the page loads nothing and runs nothing', () => {
  assert.doesNotMatch(DOCS_PAGE, /<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
  assert.doesNotMatch(DOCS_PAGE, /(src|href)="(https?:)?\/\//i);
});

test('the page names every part of the API', () => {
  for (const text of [
    '/uploads/{upload_id}/complete',
    'bbox_threshold',
    'id="video_unreadable"',
    'Idempotency-Key',
  ]) {
    assert.ok(DOCS_PAGE.includes(text), text);
  }
});
