import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { configSchema } from './config.ts';
import { configurationPage } from './table.ts';

test('the page in docs/ is that of the present schema', async () => {
  const there = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  assert.ok(there === configurationPage(), 'Run node infra/config/generate.ts and commit the result.');
});

test('every field has a row, a value that may stand there, and a description', () => {
  const rows = configurationPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  for (const key of Object.keys(configSchema.shape)) {
    assert.ok(
      rows.some((row) => row.startsWith(`| \`${key}`)),
      key,
    );
  }
  for (const row of rows) {
    const [, , values = '', , description = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    assert.ok(values !== '' && description !== '' && !row.includes('undefined'), row);
  }
});
