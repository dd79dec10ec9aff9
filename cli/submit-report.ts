/** What `submit` tells: a line a video as soon as its outcome is known, or all as JSON at the end. */
import { isFinal } from '../core/task.ts';
import { CLI_EXIT, type CliExit, worstExit } from './exit-codes.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';
import { outcomeLine, type RatedOutcome, type VideoOutcome } from './video-outcome.ts';

/** Ids that are written out in a hint; of more a list is made by the service. */
const MOST_IDS = 3;

/** Collects outcomes. */
export class SubmitReport {
  readonly #session: Session;
  readonly #progress: Progress;
  readonly #quiet: boolean;
  readonly #rated: RatedOutcome[] = [];

  /** @param quiet - whether nothing but progress goes to stderr */
  constructor(session: Session, progress: Progress, quiet = false) {
    this.#session = session;
    this.#progress = progress;
    this.#quiet = quiet;
  }

  /** Takes an outcome, and shows it unless it is only an interruption, or stdout will tell it in JSON. */
  add(rated: RatedOutcome): void {
    this.#rated.push(rated);
    if (rated.exit === CLI_EXIT.interrupted) return;
    const line = outcomeLine(rated.outcome);
    if (this.#quiet && this.#session.out.json) return;
    if (this.#session.out.json || process.stdout.isTTY) this.#progress.line(line);
    else this.#session.out.raw(line);
  }

  /** Prints what remains to be said. Call it after the progress was stopped. */
  finish(order: readonly string[]): CliExit {
    const { out } = this.#session;
    const outcomes = this.#rated.map(({ outcome }) => outcome);
    const place = new Map(order.map((video, i) => [video, i]));
    outcomes.sort((a, b) => (place.get(a.video) ?? 0) - (place.get(b.video) ?? 0));
    if (out.json) out.raw(JSON.stringify(outcomes));
    const exit = worstExit(this.#rated.map((rated) => rated.exit));
    if (!this.#quiet) for (const hint of this.#hints(outcomes, exit)) out.note(hint);
    return exit;
  }

  #hints(outcomes: readonly VideoOutcome[], exit: CliExit): string[] {
    const { commandLine } = this.#session;
    if (exit === CLI_EXIT.interrupted) return interruptedHints(outcomes, commandLine);
    const hints: string[] = [];
    const failedBefore = outcomes.some(({ status, already_there }) => already_there && status === 'failed');
    if (failedBefore) hints.push('Some failed earlier. --again submits them as new tasks.');
    if (exit === CLI_EXIT.unreachable) hints.push(RUN_AGAIN);
    const first = outcomes.find(({ status }) => status === 'completed')?.task_id;
    if (first) hints.push(`Fetch results with: ${commandLine('results', first, '--out', 'DIR')}`);
    return hints;
  }
}

const RUN_AGAIN = 'Run the same command again: it goes on where it stopped, and skips what is there.';

/** How to go on after Ctrl-C. */
function interruptedHints(outcomes: readonly VideoOutcome[], commandLine: Session['commandLine']): string[] {
  const unfinished = outcomes.filter(({ status }) => status !== null && !isFinal(status));
  const ids = unfinished.flatMap(({ task_id }) => task_id ?? []);
  if (ids.length === 0) return ['Interrupted.', RUN_AGAIN];
  const follow =
    ids.length <= MOST_IDS ? commandLine('status', ...ids, '--wait') : commandLine('list', '--all');
  const tasks = ids.length === 1 ? 'The task goes' : `${ids.length} tasks go`;
  return [`Interrupted. ${tasks} on without this command. To follow: ${follow}`, RUN_AGAIN];
}
