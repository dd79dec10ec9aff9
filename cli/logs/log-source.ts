/** A log that can be read on as it grows. */
export interface LogSource {
  /** Whole lines that have come since the last call, in order. */
  read: () => AsyncIterable<string>;
  /** What is left at the end: a last line without its end. */
  rest: () => readonly string[];
  /** Whether the log was there at any call. */
  readonly found: boolean;
  /** What to say when it was not: a sentence with advice. */
  readonly notFound: string;
  /** Milliseconds to wait between two calls. */
  readonly pollMs: number;
  /** Milliseconds after which all that was written can be read. */
  readonly lagMs: number;
  close: () => void;
}
