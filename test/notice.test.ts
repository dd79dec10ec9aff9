import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CATALOGUE } from '../models/catalogue.ts';

/** Without line breaks, so that names may be broken over lines. */
const notice = readFileSync('NOTICE', 'utf8').replace(/\s+/g, ' ');

describe('NOTICE', () => {
  for (const { licence, name, source } of CATALOGUE) {
    it(`says whose ${name} is, its licences and where it comes from`, () => {
      const { author, carrier, weights } = licence;
      const [page = ''] = source.origin.split(/\/tree\/main\/onnx| /);
      for (const said of [author, weights, carrier, page]) assert.ok(notice.includes(said), said);
      if (source.kind === 'npm-tfjs') assert.ok(notice.includes(`${source.package} ${source.version}`));
      if (source.kind === 'url') assert.ok(notice.includes(new URL(source.url).host), source.url);
    });
  }
});
