/** How long a file of the MP4 family says that it lasts, edit lists included: a few small reads, however long it is. */

/** Boxes that are looked at in one container: before `moov` there are a handful, and `mvhd` is its first. */
const MOST_BOXES = 20;
/** Size and type, and a size of 64 bits where there is one. */
const HEADER_BYTES = 16;
/** `mvhd` up to its duration, in its longer version: version and flags, two times, timescale, duration. */
const MVHD_BYTES = 4 + 8 + 8 + 4 + 8;

/** Bytes of a file. */
export interface ByteSource {
  bytes: number;
  /** From `start` up to, not including, `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Where the content of a box begins and ends. */
interface Content {
  start: number;
  end: number;
}

/** Seconds that `moov/mvhd` tells (ISO/IEC 14496-12, 8.2.2); undefined where there is none, or it is of no length. */
export async function movieSeconds(file: ByteSource): Promise<number | undefined> {
  const moov = await findBox(file, 'moov', { start: 0, end: file.bytes });
  const mvhd = moov && (await findBox(file, 'mvhd', moov));
  if (mvhd === undefined || mvhd.end - mvhd.start < MVHD_BYTES) return undefined;
  const view = viewOf(await file.read(mvhd.start, mvhd.start + MVHD_BYTES));
  const isLong = view.getUint8(0) === 1;
  const timescale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  const isUnknown = duration === 0 || duration === (isLong ? 2 ** 64 : 2 ** 32 - 1);
  return isUnknown || timescale === 0 ? undefined : duration / timescale;
}

async function findBox(file: ByteSource, type: string, within: Content): Promise<Content | undefined> {
  let at = within.start;
  for (let count = 0; count < MOST_BOXES && at + 8 <= within.end; count += 1) {
    const header = viewOf(await file.read(at, Math.min(at + HEADER_BYTES, file.bytes)));
    const name = String.fromCharCode(...[4, 5, 6, 7].map((index) => header.getUint8(index)));
    const short = header.getUint32(0);
    const isLong = short === 1 && header.byteLength === HEADER_BYTES;
    const size = isLong ? Number(header.getBigUint64(8)) : short === 0 ? within.end - at : short;
    const own = isLong ? HEADER_BYTES : 8;
    if (size < own) return undefined;
    if (name === type) return { start: at + own, end: Math.min(at + size, within.end) };
    at += size;
  }
  return undefined;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
