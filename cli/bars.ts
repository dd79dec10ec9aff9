/** Progress bars on a terminal: one a line of work, no more than fit, and plain lines above them. */
import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import { fit } from './text.ts';

const BAR_WIDTH = 24;
const NAME_WIDTH = 28;
/** Rows of the terminal that are left to other lines. */
const SPARE_ROWS = 3;

/** One line of work. */
export interface Bar {
  /** @param share - 0 to 1; null while it cannot be told */
  set: (share: number | null, text: string) => void;
  remove: () => void;
}

/** A terminal's bars. */
export class Bars {
  readonly #stream: Writable & { rows?: number };
  readonly #bars: cliProgress.MultiBar;
  #count = 0;
  #started = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#bars = new cliProgress.MultiBar({
      stream,
      format: formatBar,
      hideCursor: true,
      fps: 8,
      forceRedraw: true,
      // Ctrl-C is the command's own business.
      gracefulExit: false,
      emptyOnZero: true,
      linewrap: false,
    });
  }

  /** A new bar; undefined when the terminal has no row left for it. */
  add(name: string): Bar | undefined {
    if (this.#count >= (this.#stream.rows || 24) - SPARE_ROWS) return undefined;
    const bar = this.#bars.create(1, 0, { name, share: null, text: '' });
    this.#count += 1;
    this.#started = true;
    return {
      set: (share, text) => bar.update(share ?? 0, { name, share, text }),
      remove: () => {
        this.#count -= 1;
        // cli-progress leaves the last drawing of a bar that is removed, so it is made an empty one first.
        bar.update(0, { name: '', share: null, text: '' });
        this.#bars.update();
        this.#bars.remove(bar);
      },
    };
  }

  /** A line that stays, above the bars. */
  line(text: string): void {
    if (!this.#started) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#bars.log(`${text}\n`);
    // cli-progress writes its lines with the next drawing, which stop() alone does not bring about.
    this.#bars.update();
  }

  /** Leaves the terminal as it was. */
  stop(): void {
    if (this.#started) this.#bars.stop();
  }
}

interface Payload {
  name: string;
  share: number | null;
  text: string;
}

function formatBar(_options: unknown, _params: unknown, { name, share, text }: Payload): string {
  if (name === '') return '';
  const label = fit(name, NAME_WIDTH).padEnd(NAME_WIDTH);
  const done = Math.round((share ?? 0) * BAR_WIDTH);
  const percent = share === null ? '   –' : `${String(Math.floor(share * 100)).padStart(3)} %`;
  return `${label} ${'█'.repeat(done)}${'░'.repeat(BAR_WIDTH - done)} ${percent.padStart(5)}  ${text}`;
}
