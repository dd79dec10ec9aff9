/** How far a pull has come. */

/** Bytes of the download, of the file that is unpacked, or of the files that were converted. */
export interface PullProgress {
  stage: 'download' | 'unpack' | 'convert';
  done: number;
  /** Null where nobody says how many there will be. */
  total: number | null;
}
