/** How work is shown: bars on a terminal, plain lines elsewhere. */
import { Bars } from './bars.ts';
import { fit } from './text.ts';

/** Time between two plain lines of one piece of work, in milliseconds. */
const LINE_EVERY_MS = 10_000;

/** Shows several pieces of work at once. */
export interface Progress {
  /** How far a piece of work is; `share` from 0 to 1, null while it cannot be told. */
  set: (key: string, name: string, share: number | null, text: string) => void;
  /** The piece of work is over. */
  remove: (key: string) => void;
  /** A line that stays. */
  line: (text: string) => void;
  /** Leaves the terminal as it was. */
  stop: () => void;
}

/** Progress on stderr, as its kind allows. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? terminalProgress(stream) : plainProgress(stream);
}

function terminalProgress(stream: NodeJS.WriteStream): Progress {
  const bars = new Bars(stream);
  const open = new Map<string, ReturnType<Bars['add']>>();
  return {
    set: (key, name, share, text) => {
      const bar = open.get(key) ?? bars.add(name);
      open.set(key, bar);
      bar?.set(share, text);
    },
    remove: (key) => {
      open.get(key)?.remove();
      open.delete(key);
    },
    line: (text) => bars.line(text),
    stop: () => bars.stop(),
  };
}

/** A line when a text without numbers changes, such as a stage, and else every ten seconds. */
function plainProgress(stream: NodeJS.WriteStream): Progress {
  const shown = new Map<string, { kind: string; at: number }>();
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    set: (key, name, share, text) => {
      const kind = text.replace(/[\d.:?]+/g, '#');
      const last = shown.get(key);
      const now = Date.now();
      if (last !== undefined && last.kind === kind && now - last.at < LINE_EVERY_MS) return;
      shown.set(key, { kind, at: now });
      line(`${fit(name, 60)}: ${share === null ? '' : `${Math.floor(share * 100)} %, `}${text}`);
    },
    remove: (key) => void shown.delete(key),
    line,
    stop: () => {},
  };
}
