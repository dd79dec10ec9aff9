/** The boxes of ISO files (MP4, MOV): where they lie, so that their sizes and fields can be tampered with. */

/** A box. */
export interface FileBox {
  /** Four characters. */
  type: string;
  /** Where it begins, and how many bytes it says it has. */
  start: number;
  size: number;
}

/** Boxes that hold boxes. */
const FOLDERS = ['moov', 'trak', 'edts', 'mdia', 'minf', 'stbl', 'moof', 'traf', 'mvex', 'udta'];
const HEADER_BYTES = 8;

/** All boxes of a file, outer ones before those within; none where the bytes are something else. */
export function boxesOfFile(bytes: Buffer): FileBox[] {
  return [...walk(bytes, 0, bytes.length)];
}

function* walk(bytes: Buffer, begin: number, end: number): Generator<FileBox> {
  for (let start = begin; start + HEADER_BYTES <= end; ) {
    const size = bytes.readUInt32BE(start);
    const type = bytes.toString('latin1', start + 4, start + 8);
    if (size < HEADER_BYTES || start + size > end || !/^[\w ©-]{4}$/.test(type)) return;
    yield { type, start, size };
    if (FOLDERS.includes(type)) yield* walk(bytes, start + HEADER_BYTES, start + size);
    start += size;
  }
}
