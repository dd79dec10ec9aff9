/** What the workers' logs tell of all attempts, of those that died too. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastGlob from 'fast-glob';

/** What the logs tell. */
export interface LoggedWork {
  /** Attempts that went on behind finished chunks, and how many chunks each took over. */
  resumes: { task: string; chunks: number }[];
  /** How many attempts believed to have completed a task, by task. */
  completions: Map<string, number>;
}

/** Reads the logs of all workers. */
export async function readWorkerLogs(data: string): Promise<LoggedWork> {
  const work: LoggedWork = { resumes: [], completions: new Map() };
  for (const file of await fastGlob('**/*.log', { cwd: join(data, 'logs') })) {
    for (const line of (await readFile(join(data, 'logs', file), 'utf8')).split('\n')) note(work, line);
  }
  return work;
}

function note({ resumes, completions }: LoggedWork, line: string): void {
  const { message, task_id: task, chunks, outcome } = parsed(line);
  if (typeof task !== 'string') return;
  if (message === 'Finished chunks are taken over.') resumes.push({ task, chunks: Number(chunks) });
  if (message === 'The task is over for this worker.' && outcome === 'completed')
    completions.set(task, (completions.get(task) ?? 0) + 1);
}

/** Programs that a worker starts may write lines of their own, and one that is killed may end in the middle of one. */
function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}
