/** What users would run instead, from PyPI, on the same video: turn and turn about with the worker. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Harness } from '../e2e/harness.ts';
import { runMeasured } from './measured-process.ts';
import { type Comparison, comparisons } from './peers-list.ts';
import { type PeerRun, peerLines } from './peers-report.ts';
import { CAN_MEASURE, CANNOT_MEASURE } from './process-tree.ts';
import { type PythonEnvironment, pythonEnvironment } from './python-environment.ts';
import type { Line } from './report.ts';
import { NOT_SHARED, SHARED, sharedMedia } from './shared.ts';
import { measureWhole } from './whole.ts';

const SECTION = 'peers';

/** Runs each comparison so many times. @param venv a virtual environment that is kept. */
export async function benchPeers(service: Harness, rounds: number, venv?: string): Promise<Line[]> {
  if (!CAN_MEASURE) return [{ section: SECTION, name: 'rtmlib, MediaPipe', reason: CANNOT_MEASURE }];
  if (SHARED === undefined) return [{ section: SECTION, name: 'rtmlib, MediaPipe', reason: NOT_SHARED }];
  let environment: PythonEnvironment;
  try {
    environment = await pythonEnvironment(venv);
  } catch (error) {
    return [{ section: SECTION, name: 'rtmlib, MediaPipe', reason: (error as Error).message }];
  }
  await using _ = environment;
  return await compareAll(service, rounds, environment);
}

async function compareAll(service: Harness, rounds: number, environment: PythonEnvironment): Promise<Line[]> {
  const video = sharedMedia('sports2d_demo.mp4');
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-bench-'));
  try {
    const list = comparisons(video, join(folder, 'drawn.mp4'));
    const runs = list.map((comparison) => ({ comparison, theirs: [] as PeerRun[], ours: [] as PeerRun[] }));
    for (let round = 0; round < rounds; round++)
      for (const { comparison, theirs, ours } of runs) {
        theirs.push(await runTheirs(environment, comparison));
        ours.push(await runOurs(service, video, comparison));
      }
    return runs.flatMap(({ comparison, theirs, ours }) => peerLines(comparison, theirs, ours));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runTheirs({ python, script }: PythonEnvironment, { theirs }: Comparison): Promise<PeerRun> {
  const { output, cpu, peak } = await runMeasured(python, [
    script(theirs.script),
    JSON.stringify(theirs.job),
  ]);
  const { frames, instances, seconds } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  return { frames, instances, seconds, cpu, peak };
}

async function runOurs(service: Harness, video: string, { ours }: Comparison): Promise<PeerRun> {
  const { frames, instances, working, cpu, peak } = await measureWhole(service, video, ours);
  return { frames, instances, seconds: working, cpu, peak };
}
