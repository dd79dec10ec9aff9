/** Shows how far a run over many pictures has come. */
import { clock } from '../../../cli/text.ts';
import type { ProgressStream } from '../../../models/cli/progress-line.ts';

/** Milliseconds between two lines. */
const TERMINAL_INTERVAL_MS = 200;
const PLAIN_INTERVAL_MS = 10_000;
const ERASE_LINE = '\r\u001b[K';

/** Progress on standard error: a line that is drawn over on a terminal, one every ten seconds elsewhere. */
export class PictureProgress {
  readonly #name: string;
  readonly #total: number;
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #begun: number;
  #done = 0;
  #last: number;

  constructor(name: string, total: number, stream: ProgressStream = process.stderr, now = Date.now) {
    this.#name = name;
    this.#total = total;
    this.#stream = stream;
    this.#now = now;
    this.#begun = now();
    this.#last = now();
  }

  /** Counts a picture that is done. */
  step(): void {
    this.#done += 1;
    const interval = this.#stream.isTTY === true ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS;
    if (this.#now() - this.#last < interval) return;
    this.#last = this.#now();
    this.#stream.write(this.#stream.isTTY === true ? `${ERASE_LINE}${this.#text()}` : `${this.#text()}\n`);
  }

  /** Leaves the terminal's line empty. */
  clear(): void {
    if (this.#stream.isTTY === true) this.#stream.write(ERASE_LINE);
  }

  #text(): string {
    const pace = this.#done / Math.max(0.001, (this.#now() - this.#begun) / 1000);
    const left = clock((this.#total - this.#done) / pace);
    return `${this.#name}: ${this.#done} of ${this.#total} pictures, ${pace.toFixed(1)} a second, ${left} left`;
  }
}
