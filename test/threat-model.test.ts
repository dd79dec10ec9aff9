import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configSchema } from '../infra/config/config.ts';

const text = readFileSync('docs/threat-model.md', 'utf8');
const code = [...text.matchAll(/`([^`\s]+)`/g)].map(([, word]) => word as string);

test('every file and folder that the threat model names is there', () => {
  const places = code.filter((word) => /^[a-z-]+\/.*(\/|\.ts|Dockerfile)$/.test(word) && !isKey(word));
  assert.ok(places.length > 40, String(places.length));
  assert.deepEqual(
    places.filter((place) => !existsSync(place)),
    [],
  );
});

test('every setting that it names is one of the configuration', () => {
  const fields = code.filter((word) => /^(api|instances|job)\.[a-zA-Z]+$/.test(word));
  assert.ok(fields.length > 3);
  const config = configSchema.parse({}) as unknown as Record<string, Record<string, unknown>>;
  for (const field of fields) {
    const [group = '', name = ''] = field.split('.');
    assert.ok(name in (config[group] ?? {}), field);
  }
});

/** A prefix of keys in a bucket, not a folder. */
function isKey(word: string): boolean {
  return /^(media|uploads|results)\/(OWNER\/.*)?$/.test(word);
}
