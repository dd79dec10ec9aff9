/** pycocotools, the evaluation that everybody else uses, in a Python that the environment names. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CocoLabels } from './labels.ts';
import type { CocoResult } from './results.ts';

/** Something to evaluate. */
export interface CocoCase {
  kind: 'keypoints' | 'bbox';
  labels: CocoLabels;
  results: readonly CocoResult[];
  /** Falloff of each keypoint. */
  sigmas: readonly number[];
}

/**
 * The Python that has pycocotools. `required` stands for the `python3` on the PATH; named so or by its path, a Python
 * without it is a failure.
 */
const SWITCH = 'POSEFLEET_TEST_PYCOCOTOOLS';
const PROGRAM = fileURLToPath(new URL('pycocotools-stats.py', import.meta.url));

/** Why the comparison is passed over; false when it is to be made, whether that can be or not. */
export function skipsPycocotools(): string | false {
  if (namedPython() !== undefined) return false;
  return `${SWITCH} names no Python that has pycocotools (pip install pycocotools, in a virtual environment).`;
}

/** The figures of each case, in the order of `COCOeval.stats`. @throws Error when there is no pycocotools */
export async function pycocotoolsStats(cases: readonly CocoCase[]): Promise<number[][]> {
  const python = pythonOrFail();
  const run = spawn(python, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  run.stdin.end(JSON.stringify(cases));
  const [output, [code]] = await Promise.all([text(run.stdout), once(run, 'exit')]);
  if (code !== 0) throw new Error(`${PROGRAM} ended with exit code ${code}; its reason stands above.`);
  return JSON.parse(output);
}

function namedPython(): string | undefined {
  const name = process.env[SWITCH] || undefined;
  return name === 'required' ? 'python3' : name;
}

function pythonOrFail(): string {
  const python = namedPython() ?? 'python3';
  const { status, stderr, error } = spawnSync(python, ['-c', 'import pycocotools.cocoeval'], {
    encoding: 'utf8',
  });
  if (status === 0) return python;
  const reason = error?.message ?? stderr?.trim().split('\n').at(-1);
  throw new Error(
    `${python} has no pycocotools: ${reason}. Install it there, or set ${SWITCH} to another Python.`,
  );
}
