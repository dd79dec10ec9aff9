/**
 * `npm run bundles`: size and cold start of each Lambda bundle, as it lies in the cloud assembly.
 *
 * Cold start here is what Lambda calls INIT: a fresh Node process loads the bundle until its handler is there. This
 * machine is not Lambda's, so the figures compare bundles with each other and with earlier versions.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { FUNCTIONS, type FunctionName } from '../../core/functions.ts';
import { bundleOf, synthesise } from './assembly.ts';

/** Fresh processes a bundle; the median counts. */
const STARTS = 5;

/** Milliseconds from a process's first line to the handler. @throws Error when there is no handler. */
function startOnce(bundle: string): number {
  const script = `
    const begun = performance.now();
    const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    if (typeof handler !== 'function') throw new Error('no handler');
    console.log(performance.now() - begun);`;
  const args = ['--input-type=module', '--eval', script];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n').at(-1));
}

function coldStart(bundle: string): number {
  const times = Array.from({ length: STARTS }, () => startOnce(bundle)).sort((a, b) => a - b);
  return times[Math.floor(STARTS / 2)] as number;
}

const assembly = await synthesise();
try {
  const rows = (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => {
    const bundle = bundleOf(assembly, name);
    return {
      function: name,
      KB: Math.round(statSync(bundle).size / 1000),
      'cold start ms': Math.round(coldStart(bundle)),
    };
  });
  console.table(rows);
} finally {
  assembly.remove();
}
