/** A place from which a file can be read, from the beginning or from where an earlier try broke off. */

/** The part of a file that is here already. */
export interface Kept {
  /** How many of its bytes. */
  bytes: number;
  /** What marks its version: bytes of another version may not be put behind these. */
  version: string;
}

/** A file that is being sent. */
export interface Sending {
  body: AsyncIterable<Uint8Array>;
  /** Index of the first byte that comes: 0, or `bytes` of what is kept. */
  offset: number;
  /** Size of the whole file, where it is told. */
  total?: number;
  /** What marks the version, where there is something that can be relied on. */
  version?: string;
  /** Lets go of the connection or file, whether or not all was read. */
  close(): Promise<void>;
}

/** A place. */
export interface Origin {
  /** For people and for the record; without credentials and without the values of a query. */
  address: string;
  /**
   * Begins to read, behind what is kept if the file is still the same, else from the beginning.
   *
   * @returns undefined when there is no such file.
   * @throws DownloadTrouble, or whatever else went wrong with the place: `sourceTrouble` makes one of it
   */
  open(kept: Kept | undefined, signal: AbortSignal | undefined): Promise<Sending | undefined>;
}

/** How long to wait, in milliseconds. */
export interface Patience {
  /** For a connection. */
  connect: number;
  /** For the next bytes. */
  stall: number;
  /** Before each further try; after as many tries in a row that brought nothing, it is given up. */
  pauses: readonly number[];
}

/** Connections within 10 s; half a minute of silence; four tries that bring nothing. */
export const PATIENCE: Patience = { connect: 10_000, stall: 30_000, pauses: [1_000, 4_000, 15_000] };
