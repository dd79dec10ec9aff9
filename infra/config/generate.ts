/** Writes docs/configuration.md: `node infra/config/generate.ts`. */
import { writeFile } from 'node:fs/promises';
import { configurationPage } from './table.ts';

await writeFile(new URL('../../docs/configuration.md', import.meta.url), configurationPage());
