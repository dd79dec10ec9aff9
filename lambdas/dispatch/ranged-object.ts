/** An object of S3 that is read in ranges, and never more of it than is reasonable for a header. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from '../../core/task.ts';

/** Bytes that are read at first: most headers lie in them. */
const FIRST_BYTES = 64 * 1024;
/** Most bytes of one object: the index of an MP4 of a day has about 40 MB, and is read at once. */
const MOST_BYTES = 64 * 2 ** 20;
/** Most requests for one object. */
const MOST_REQUESTS = 60;

/** An object whose beginning has been read. */
export class RangedObject {
  /** Size of the whole object. */
  readonly bytes: number;
  readonly #read: (start: number, end: number) => Promise<Uint8Array>;
  readonly #first: Uint8Array;
  #left = { bytes: MOST_BYTES, requests: MOST_REQUESTS };

  private constructor(
    first: { content: Uint8Array; bytes: number },
    read: (start: number, end: number) => Promise<Uint8Array>,
  ) {
    this.#first = first.content;
    this.bytes = first.bytes;
    this.#read = read;
  }

  /** Reads an object's beginning. @throws Error of the SDK when there is none, or it may not be read. */
  static async open(s3: S3Client, place: S3Location): Promise<RangedObject> {
    const first = await readRange(s3, place, 0, FIRST_BYTES);
    return new RangedObject(first, async (start, end) => (await readRange(s3, place, start, end)).content);
  }

  /** Bytes from `start` up to, not including, `end`. @throws RangeError when too much is asked for in all. */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start < 0 || end < start || end > this.bytes)
      throw new RangeError('A range lies outside the object.');
    if (end <= this.#first.length) return this.#first.subarray(start, end);
    this.#left.bytes -= end - start;
    this.#left.requests -= 1;
    if (Math.min(this.#left.bytes, this.#left.requests) < 0) throw new RangeError('The header is too long.');
    const content = await this.#read(start, end);
    if (content.length === end - start) return content;
    throw new RangeError('The object has changed while it was read.');
  }
}

async function readRange(
  s3: S3Client,
  { bucket: Bucket, key: Key }: S3Location,
  start: number,
  end: number,
): Promise<{ content: Uint8Array; bytes: number }> {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${start}-${end - 1}` }));
  const bytes = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1]);
  if (answer.Body === undefined || !Number.isSafeInteger(bytes))
    throw new Error('S3 did not answer a range.');
  return { content: await answer.Body.transformToByteArray(), bytes };
}
