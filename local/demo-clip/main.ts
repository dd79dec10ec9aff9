/** Renders the demo clip: `node local/demo-clip/main.ts OUT.mp4 [--truth OUT.json]`. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { renderDemoClip } from './render.ts';
import { demoTruth } from './truth.ts';

const { values, positionals } = parseArgs({ options: { truth: { type: 'string' } }, allowPositionals: true });
const [output] = positionals;
if (output === undefined || positionals.length > 1) {
  console.error('Usage: node local/demo-clip/main.ts OUT.mp4 [--truth OUT.json]');
  process.exit(2);
}
await renderDemoClip(output);
if (values.truth !== undefined) await writeFile(values.truth, JSON.stringify(demoTruth()));
