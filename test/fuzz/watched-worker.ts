/** The worker as a process of its own for some tasks, watched: time, memory, and what it leaves behind. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENV } from '../../core/environment.ts';
import { readTask } from '../../core/store/read-task.ts';
import type { Store } from '../../core/store/store.ts';
import { isFinal, type TaskRecord } from '../../core/task.ts';
import { NO_PROCESS_LIST, workersOf } from '../e2e/worker-processes.ts';
import { treeMemory } from './tree-memory.ts';

/** What bounds a task. */
export interface WorkerBounds {
  /** Milliseconds for one task, the start of the worker included. */
  taskMs: number;
  /** Megabytes of the worker and its ffmpeg together. */
  megabytes: number;
}

/** What was seen of one task. */
export interface TaskSight {
  /** Milliseconds from its claim to its end, and the most megabytes meanwhile. */
  took: number;
  peak: number;
  /** Why the worker was killed while it was at this task. */
  killed?: string;
}

/** How a worker ended. */
export interface WatchedEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  log: string;
  /** By task; of tasks that it came to. */
  seen: Map<string, TaskSight>;
  /** Programs that still ran some seconds after its end, and files that it has left. */
  orphans: number[];
  leftovers: string[];
}

/** Milliseconds between two looks. */
const LOOK_MS = 200;
/** Milliseconds in which what the worker has started must be gone after it. */
const GONE_MS = 5000;
const WORKER = 'gpu-worker/main.ts';

/** Runs a worker on these tasks, one after the other, to its end. */
export async function runWatchedWorker(
  store: Store,
  job: string,
  taskIds: readonly string[],
  bounds: WorkerBounds,
  cache: string,
): Promise<WatchedEnd> {
  const data = await mkdtemp(join(tmpdir(), 'posefleet-fuzz-'));
  const scratch = join(data, 'scratch');
  const env = {
    ...process.env,
    AWS_BATCH_JOB_ID: job,
    [ENV.taskIds]: JSON.stringify(taskIds),
    [ENV.scratch]: scratch,
    [ENV.threads]: '1',
    TMPDIR: data,
    NODE_COMPILE_CACHE: cache,
  };
  // A group of its own, as local Batch gives it: whatever it starts can be ended with it.
  const child = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const pid = child.pid ?? 0;
  const kill = () => killGroup(pid);
  process.once('exit', kill);
  const ended = new Promise<Pick<WatchedEnd, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const seen = new Map<string, TaskSight>();
  const over = new AbortController();
  const watching = watch(store, taskIds, { pid, bounds, seen, kill, signal: over.signal });
  const end = await ended;
  over.abort();
  await watching;
  const orphans = await orphansOf(data);
  process.off('exit', kill);
  killGroup(pid);
  const leftovers = (await readdir(data, { recursive: true })).filter((name) => name !== 'scratch');
  await rm(data, { recursive: true });
  return { ...end, log, seen, orphans, leftovers };
}

interface Watch {
  pid: number;
  bounds: WorkerBounds;
  seen: Map<string, TaskSight>;
  kill: () => void;
  signal: AbortSignal;
}

/** Looks at the worker and its present task, and kills it where that takes too long or too much. */
async function watch(store: Store, taskIds: readonly string[], { pid, bounds, seen, kill, signal }: Watch) {
  const left = [...taskIds];
  let begun = Date.now();
  while (!signal.aborted) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    for (let record = await present(store, left); record !== undefined && isFinal(record.status); ) {
      note(seen, record, 0);
      left.shift();
      begun = Date.now();
      record = await present(store, left);
    }
    const [current] = left;
    if (current === undefined) continue;
    const memory = treeMemory(pid);
    const sight = { took: Date.now() - begun, peak: Math.max(memory, seen.get(current)?.peak ?? 0) };
    const killed = troubleOf(sight, bounds);
    seen.set(current, killed === undefined ? sight : { ...sight, killed });
    if (killed !== undefined) return kill();
  }
}

async function present(store: Store, [id]: readonly string[]): Promise<TaskRecord | undefined> {
  return id === undefined ? undefined : await readTask(store, id);
}

/** The record tells better than looks how long the work took. */
function note(seen: Map<string, TaskSight>, record: TaskRecord, memory: number): void {
  const { task_id, started_at = '', completed_at = '' } = record;
  const took = Math.max(0, Date.parse(completed_at) - Date.parse(started_at));
  seen.set(task_id, { took, peak: Math.max(memory, seen.get(task_id)?.peak ?? 0) });
}

function troubleOf({ took, peak }: TaskSight, { taskMs, megabytes }: WorkerBounds): string | undefined {
  if (took > taskMs) return `it was not over after ${Math.round(took / 1000)} s`;
  if (peak > megabytes) return `it took ${Math.round(peak)} MB of memory`;
  return undefined;
}

/** What runs on with this data folder. Programs whose pipes are gone may take a moment to notice. */
async function orphansOf(data: string): Promise<number[]> {
  if (NO_PROCESS_LIST !== undefined) return [];
  const deadline = Date.now() + GONE_MS;
  let pids = workersOf(data).map(({ pid }) => pid);
  while (pids.length > 0 && Date.now() < deadline) {
    await sleep(LOOK_MS);
    pids = workersOf(data).map(({ pid }) => pid);
  }
  return pids;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
