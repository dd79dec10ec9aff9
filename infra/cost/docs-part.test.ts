import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { renderCostTable } from './cost-table.ts';
import { withCosts } from './docs-part.ts';

describe('the costs in docs/deploy.md', () => {
  it('are the present ones', async () => {
    const page = await readFile(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    assert.ok(page === withCosts(page), 'Run node infra/cost/generate.ts and commit the result.');
  });

  it('stand between the marks, and nothing else changes', () => {
    const page = 'before\n<!-- costs -->\nold\n<!-- /costs -->\nafter\n';
    assert.equal(withCosts(page), `before\n<!-- costs -->\n\n${renderCostTable()}\n<!-- /costs -->\nafter\n`);
    assert.equal(withCosts(withCosts(page)), withCosts(page));
  });

  it('need both marks', () => {
    assert.throws(() => withCosts('<!-- costs -->'), /must have the marks/);
    assert.throws(() => withCosts('<!-- /costs --> <!-- costs -->'), /in this order/);
  });
});
