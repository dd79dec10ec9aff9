/** The jobs of the Batch stand-in, read past it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ENV } from '../../../core/environment.ts';
import type { Job } from '../../../local/batch/job.ts';

/** Jobs that have a worker, and with them who that is. */
export function runningJobs(data: string): Job[] {
  return readJobs(data, "WHERE status = 'RUNNING'");
}

/** All jobs there are. */
export function allJobs(data: string): Job[] {
  return readJobs(data, '');
}

/** The tasks that a job was submitted for. */
export function tasksOfJob({ environment }: Job): string[] {
  return JSON.parse(environment.find(({ name }) => name === ENV.taskIds)?.value ?? '[]');
}

function readJobs(data: string, condition: string): Job[] {
  const file = join(data, 'batch', 'jobs.db');
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(`SELECT job FROM jobs ${condition} ORDER BY position`).all();
    return rows.map(({ job }) => JSON.parse(String(job)) as Job);
  } finally {
    database.close();
  }
}
