/** The parts of a sweep: one that fails holds up none of the others, and is told of at the end. */
import { log } from '../../core/log.ts';

/** Does parts one after the other, and keeps what went wrong. */
export class Parts {
  readonly errors: unknown[] = [];

  /** Does a part. @returns what it answers, or `fallback` when it fails. */
  async attempt<T>(name: string, work: () => Promise<T>, fallback: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      log.error('A part of the sweep failed.', { part: name, error: error as Error });
      this.errors.push(error);
      return fallback;
    }
  }
}
