/** Writes what the service costs into docs/deploy.md: `node infra/cost/generate.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { withCosts } from './docs-part.ts';

const PAGE = new URL('../../docs/deploy.md', import.meta.url);

await writeFile(PAGE, withCosts(await readFile(PAGE, 'utf8')));
