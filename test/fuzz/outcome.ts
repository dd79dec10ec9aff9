/** What became of a mutant, and whether that is as it must be. */
import type { ErrorCode } from '../../core/errors.ts';
import type { TaskRecord } from '../../core/task.ts';
import type { Mutant } from './mutants.ts';
import type { TaskSight, WatchedEnd } from './watched-worker.ts';

/** What became of a mutant. */
export interface Outcome {
  mutant: Mutant;
  /** `completed`, or the error's code. */
  end: string;
  /** What the dispatcher would have refused it with, by its header. */
  refusal?: ErrorCode;
  sight: TaskSight;
  /** What is wrong with all that; nothing when it is as it must be. */
  troubles: string[];
}

/** Codes with which a spoiled file may fail. */
const CODES: Readonly<Record<Mutant['kind'], readonly string[]>> = {
  video: ['video_unreadable', 'too_large', 'too_long', 'range_empty'],
  boxes: ['bboxes_invalid'],
};

/** What is wrong with the end of a task. */
export function troublesOfTask(mutant: Pick<Mutant, 'kind'>, task: TaskRecord | undefined): string[] {
  if (task === undefined) return ['its task is gone'];
  if (task.status === 'completed') return [];
  if (task.status !== 'failed') return [`its task is ${task.status}`];
  const { code = 'no code', message = '' } = task.error ?? {};
  if (!CODES[mutant.kind].includes(code)) return [`it failed as ${code}: ${message}`];
  return message.length < 20 ? [`its message says nothing: ${message}`] : [];
}

/** What is wrong with the end of a worker, whichever task it was at. */
export function troublesOfWorker({ exitCode, signal, log, orphans, leftovers }: WatchedEnd): string[] {
  const troubles: string[] = [];
  if (exitCode !== 0 && exitCode !== 65)
    troubles.push(`the worker ended with ${exitCode ?? signal}: ${log.slice(-1500)}`);
  if (orphans.length > 0) troubles.push(`${orphans.length} programs outlived the worker`);
  if (leftovers.length > 0) troubles.push(`files were left: ${leftovers.slice(0, 5).join(', ')}`);
  return troubles;
}
