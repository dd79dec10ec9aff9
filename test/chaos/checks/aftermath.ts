/** What must hold once everything is quiet again. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NO_PROCESS_LIST, workersOf } from '../../e2e/worker-processes.ts';
import type { ChaosService } from '../service/chaos-service.ts';
import type { Stage } from '../stage.ts';

/** Milliseconds in which a whole sweep must have come by. */
const SWEEPS_MS = 60_000;
/** Milliseconds between two looks at the log. */
const LOOK_MS = 100;
/** Milliseconds in which the service's workers are gone with it. */
const GONE_MS = 5000;

/** Waits for a sweep that began after now. @throws Error when none comes. */
export async function untilSwept({ logFile }: ChaosService): Promise<void> {
  const deadline = Date.now() + SWEEPS_MS;
  // One may be under way.
  const wanted = (await sweeps(logFile)) + 2;
  while ((await sweeps(logFile)) < wanted) {
    if (Date.now() > deadline)
      throw new Error(`No sweep has come by within ${SWEEPS_MS / 1000} s: ${logFile}`);
    await sleep(LOOK_MS);
  }
}

/** What is wrong with the counts of a service that has nothing to do. */
export async function countMisses({ client }: Stage): Promise<string[]> {
  const { json } = await client.request('GET', '/health');
  if (json.queued_tasks === 0 && json.active_tasks === 0) return [];
  return [
    `/health tells of ${json.queued_tasks} queued and ${json.active_tasks} active tasks after a sweep.`,
  ];
}

/** What a service that has been stopped has left behind. */
export async function leftoverMisses({ data, temporary }: ChaosService): Promise<string[]> {
  const scratch = await filesIn(join(data, 'scratch'));
  const temporaries = await filesIn(temporary);
  const orphans = await orphansOf(data);
  return [
    ...(scratch.length > 0 ? [`Left in the workers' scratch folder: ${scratch.join(', ')}.`] : []),
    ...(temporaries.length > 0 ? [`Left among temporary files: ${temporaries.join(', ')}.`] : []),
    ...(orphans.length > 0 ? [`Processes that have outlived their service: ${orphans.join(', ')}.`] : []),
  ];
}

async function sweeps(logFile: string): Promise<number> {
  return (await readFile(logFile, 'utf8')).split('"message":"Swept."').length - 1;
}

async function filesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Process ids; none where the system does not tell. */
async function orphansOf(data: string): Promise<number[]> {
  if (NO_PROCESS_LIST !== undefined) return [];
  const deadline = Date.now() + GONE_MS;
  while (workersOf(data).length > 0 && Date.now() < deadline) await sleep(LOOK_MS);
  return workersOf(data).map(({ pid }) => pid);
}
