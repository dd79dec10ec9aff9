/** What the demo does before there is a task, as a bar on a terminal and as a few lines elsewhere. */
import cliProgress from 'cli-progress';

/** Steps between two plain lines, as a share of the whole. */
const PLAIN_STEP = 0.25;

/** Shows how far a piece of work is; `share` from 0 to 1. */
export interface WorkProgress {
  show: (share: number, text: string) => void;
  /** Ends the bar's line. */
  stop: () => void;
}

/** Progress on stderr. Nothing is written before the first `show`. */
export function workProgress(name: string): WorkProgress {
  return process.stderr.isTTY ? bar(name) : lines(name);
}

function bar(name: string): WorkProgress {
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: `${name.padEnd(28)} {bar} {percentage} %  {text}`,
    barsize: 24,
    hideCursor: true,
    gracefulExit: false,
  });
  return {
    show: (share, text) => {
      if (!bar.isActive) bar.start(1, 0, { text });
      bar.update(share, { text });
    },
    stop: () => bar.stop(),
  };
}

function lines(name: string): WorkProgress {
  let next = 0;
  return {
    show: (share, text) => {
      if (share < next) return;
      next = share + PLAIN_STEP;
      process.stderr.write(`${name}: ${Math.floor(share * 100)} %, ${text}\n`);
    },
    stop: () => {},
  };
}
