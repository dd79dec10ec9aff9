import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { taskOptionsSchema } from '../core/task-options.ts';
import { CATALOGUE } from '../models/catalogue.ts';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the README', () => {
  it('shows the upload script as it is tested', () => {
    assert.ok(readme.includes(readFileSync('lambdas/api/docs/upload.sh', 'utf8')));
  });

  it('names every option and every model that can be run', () => {
    for (const option of Object.keys(taskOptionsSchema.shape))
      assert.ok(readme.includes(`\`${option}\``), option);
    for (const { name } of CATALOGUE) assert.ok(readme.includes(`\`${name}\``), name);
  });

  it('names no script and no file that is not there', () => {
    for (const [, script] of readme.matchAll(/npm run ([a-z-]+)/g))
      assert.ok(scripts[script as string], script);
    for (const [, path] of readme.matchAll(/\]\(([^)#:]+)\)/g)) assert.ok(existsSync(path as string), path);
  });
});
