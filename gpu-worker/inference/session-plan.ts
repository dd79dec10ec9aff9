/** How many sessions run a model side by side, and on how many threads of the CPU each. */
import { totalmem } from 'node:os';
import type { Provider } from '../../core/worker-settings.ts';

/** What the plan follows from. */
export interface SessionNeeds {
  provider: Provider;
  /** Threads of the CPU that may run models. */
  threads: number;
  /** Bytes of the files of all networks of the model. */
  weightBytes: number;
  /** Memory of the job, in bytes; 0, and anything larger than the machine's, stands for no limit. */
  memoryBytes: number;
  /** Memory of the machine. @default as it is */
  machineBytes?: number;
}

/** Sessions, each of all networks of the model. */
export interface SessionPlan {
  sessions: number;
  threadsEach: number;
}

const MIB = 1024 * 1024;
/**
 * What else the worker needs: at 1080p the decoder 154 MB, the encoder 240, Node about 120 and frames 192; larger pictures
 * need more.
 */
const BESIDE_SESSIONS = 1024 * MIB;
/** What a session needs beside its weights: about 100 MB with YOLOX-nano and TinyPose. */
const BESIDE_WEIGHTS = 128 * MIB;
/** A session of 268 MB of weights took 286, and while it opened up to 60 % more, which is given back. */
const WEIGHTS_IN_MEMORY = 1.25;

/**
 * Sessions of one thread each are the fastest; weights are copied by each. Where memory does not hold so many, fewer
 * sessions share the threads. A GPU is kept busy by one; more would only share its memory.
 */
export function planSessions(needs: SessionNeeds): SessionPlan {
  if (needs.provider !== 'cpu') return { sessions: 1, threadsEach: 1 };
  const threads = Math.max(1, Math.floor(needs.threads));
  const plans = Array.from({ length: sessionsInMemory(needs, threads) }, (_, index) => {
    const sessions = index + 1;
    return { sessions, threadsEach: Math.floor(threads / sessions) };
  });
  const threadsOf = ({ sessions, threadsEach }: SessionPlan) => sessions * threadsEach;
  return plans.reduce((best, plan) => (threadsOf(plan) >= threadsOf(best) ? plan : best));
}

/** At least one: whether that much memory is there is for the run to show. */
function sessionsInMemory(
  { weightBytes, memoryBytes, machineBytes = totalmem() }: SessionNeeds,
  most: number,
) {
  const each = weightBytes * WEIGHTS_IN_MEMORY + BESIDE_WEIGHTS;
  // Node tells 0 where the system knows of no limit, as macOS does.
  const limit = memoryBytes === 0 ? machineBytes : memoryBytes;
  const free = Math.min(limit, machineBytes) - BESIDE_SESSIONS;
  return Math.min(most, Math.max(1, Math.floor(free / each)));
}
