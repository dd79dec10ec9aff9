/** Shows how far a pull has come: a line that is drawn over on a terminal, a line every few seconds elsewhere. */
import type { PullProgress } from '../pull.ts';

/** Milliseconds between two lines. */
const TERMINAL_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 3_000;
const ERASE_LINE = '\r\u001b[K';

/** What is written to; `process.stderr` in practice. */
export interface ProgressStream {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Progress of one model's pull, on standard error so that standard output stays clean. */
export class ProgressLine {
  readonly #name: string;
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #last = Number.NEGATIVE_INFINITY;

  constructor(name: string, stream: ProgressStream = process.stderr, now: () => number = Date.now) {
    this.#name = name;
    this.#stream = stream;
    this.#now = now;
  }

  /** Draws the progress, unless that was done a moment ago. The end of a stage is always shown. */
  show(progress: PullProgress): void {
    const interval = this.#stream.isTTY === true ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS;
    const isOver = progress.total !== null && progress.done >= progress.total;
    if (!isOver && this.#now() - this.#last < interval) return;
    this.#last = this.#now();
    const text = describe(this.#name, progress);
    this.#stream.write(this.#stream.isTTY === true ? `${ERASE_LINE}${text}` : `${text}\n`);
  }

  /** A line that stays. */
  note(text: string): void {
    this.clear();
    this.#stream.write(`${this.#name}: ${text}\n`);
  }

  /** Leaves the terminal's line empty. */
  clear(): void {
    if (this.#stream.isTTY === true) this.#stream.write(ERASE_LINE);
  }
}

const VERBS = { download: 'downloading', unpack: 'unpacking', convert: 'converting' } as const;

function describe(name: string, { stage, done, total }: PullProgress): string {
  const verb = VERBS[stage];
  if (total === null) return `${name}: ${verb} (${megabytes(done)} MB)`;
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
  return `${name}: ${verb} ${percent} % (${megabytes(done)} of ${megabytes(total)} MB)`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
