/** Jobs on disk, so that they outlive the service. */
import { DatabaseSync } from 'node:sqlite';
import type { Job, JobStatus } from './job.ts';

const SCHEMA = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS jobs (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  stopped INTEGER,
  job TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, position);
`;

/** The jobs, in the order in which they were submitted. */
export class JobStore {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
  }

  close(): void {
    this.#database.close();
  }

  /** Writes a job, new or not. */
  save(job: Job): void {
    const sql = `INSERT INTO jobs (id, status, stopped, job) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET status = excluded.status, stopped = excluded.stopped, job = excluded.job`;
    this.#database.prepare(sql).run(job.id, job.status, job.stoppedAt ?? null, JSON.stringify(job));
  }

  get(id: string): Job | undefined {
    return this.#select('WHERE id = ?', id)[0];
  }

  /** Jobs in a state, the first submitted first. */
  inStatus(status: JobStatus, { after = 0, limit = -1 } = {}): Job[] {
    return this.#select('WHERE status = ? AND position > ? ORDER BY position LIMIT ?', status, after, limit);
  }

  /** Place of a job in the order. */
  position(id: string): number {
    return Number(this.#database.prepare('SELECT position FROM jobs WHERE id = ?').get(id)?.position ?? 0);
  }

  /** Forgets jobs that ended before a time, in milliseconds since 1970. @returns them. */
  forget(before: number): Job[] {
    const condition = "WHERE status IN ('SUCCEEDED', 'FAILED') AND stopped < ?";
    const jobs = this.#select(condition, before);
    this.#database.prepare(`DELETE FROM jobs ${condition}`).run(before);
    return jobs;
  }

  #select(condition: string, ...values: (string | number)[]): Job[] {
    const rows = this.#database.prepare(`SELECT job FROM jobs ${condition}`).all(...values);
    return rows.map(({ job }) => JSON.parse(String(job)) as Job);
  }
}
