/** What was asked and answered, by route, and what was wrong with it. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Failures of which each is told in words; of more only the number. */
const MOST_TOLD = 20;

/** A route's requests. */
export interface RouteTally {
  /** Microseconds from the request to the last byte of its answer. */
  times: RecordableHistogram;
  /** How often each status was answered. */
  statuses: Map<number, number>;
}

/** Counts. */
export class Tally {
  readonly routes = new Map<string, RouteTally>();
  readonly all = createHistogram();
  /** Descriptions of what failed, the first ones. */
  readonly told: string[] = [];
  /** Answers that were wrong, late, of the server's own fault, or that never came. */
  failures = 0;
  /** Requests that got no answer at all; failures too. */
  brokenConnections = 0;

  /** Counts an answer. */
  answered(route: string, status: number, milliseconds: number): void {
    const microseconds = Math.max(1, Math.round(milliseconds * 1000));
    const tally = this.#route(route);
    tally.times.record(microseconds);
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
    this.all.record(microseconds);
  }

  /** Counts something that must not be. */
  failed(what: string): void {
    this.failures += 1;
    if (this.told.length < MOST_TOLD) this.told.push(what);
  }

  /** Counts a request without an answer. */
  broken(route: string, error: Error & { code?: string }): void {
    this.brokenConnections += 1;
    this.failed(`${route}: ${error.code ?? error.name}: ${error.message}`);
  }

  #route(name: string): RouteTally {
    const known = this.routes.get(name);
    if (known !== undefined) return known;
    const tally = { times: createHistogram(), statuses: new Map<number, number>() };
    this.routes.set(name, tally);
    return tally;
  }
}
