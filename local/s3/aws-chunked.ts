/**
 * Bodies in the encoding `aws-chunked`: pieces with their lengths in hex, then headers that could only be known
 * at the end, such as a checksum. The SDKs send bodies so that they cannot read twice.
 */
import { S3Error } from './s3-error.ts';

/** Longest line between pieces, in bytes. */
const LONGEST_LINE = 8192;

/** Reads lines and counted bytes from a stream of buffers. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** A line without its end. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#rest.subarray(0, end).toString('latin1');
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > LONGEST_LINE) throw new S3Error('InvalidRequest', 'The chunks are malformed.');
      this.#rest = Buffer.concat([this.#rest, await this.#more()]);
    }
  }

  /** This many bytes, piece by piece. */
  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0) this.#rest = await this.#more();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<Buffer> {
    const { value, done } = await this.#source.next();
    if (done) throw new S3Error('IncompleteBody', 'The body ends before its last chunk.');
    return value;
  }
}

/**
 * The bytes that the chunks hold.
 *
 * @param onTrailer is called with each header after the last chunk; names in lower case.
 * @throws S3Error `IncompleteBody` or `InvalidRequest`
 */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (;;) {
    const size = chunkSize(await reader.line());
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw new S3Error('InvalidRequest', 'A chunk is longer than it says.');
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const [name = '', value = ''] = line.split(/:(.*)/s);
    onTrailer(name.trim().toLowerCase(), value.trim());
  }
}

function chunkSize(line: string): number {
  const [hex = ''] = line.split(';');
  if (!/^[0-9a-f]{1,12}$/i.test(hex))
    throw new S3Error('InvalidRequest', 'The length of a chunk is malformed.');
  return Number.parseInt(hex, 16);
}
