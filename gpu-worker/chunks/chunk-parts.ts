/** A chunk's files on their way to S3 and back: predictions are compressed, and what comes back is checked. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { ChunkPart } from './manifest.ts';

/** A file's size and hash. */
export type Measured = Pick<ChunkPart, 'bytes' | 'sha256'>;

/** Compresses a file, or copies nothing and only measures it. */
export async function compress(file: string, into: string, signal: AbortSignal): Promise<Measured> {
  const meter = new Meter();
  await pipeline(createReadStream(file), createGzip(), meter, createWriteStream(into), { signal });
  return meter.measured();
}

/** Measures a file as it is. */
export async function measure(file: string, signal: AbortSignal): Promise<Measured> {
  const meter = new Meter();
  meter.resume();
  await pipeline(createReadStream(file), meter, { signal });
  return meter.measured();
}

/**
 * Writes what comes from S3 into a file, unpacked where it was compressed.
 *
 * @throws Error when it is not what was written there.
 */
export async function receive(
  source: Readable,
  file: string,
  { part, compressed, signal }: { part: ChunkPart; compressed: boolean; signal: AbortSignal },
): Promise<void> {
  const meter = new Meter();
  const target = createWriteStream(file);
  if (compressed) await pipeline(source, meter, createGunzip(), target, { signal });
  else await pipeline(source, meter, target, { signal });
  const { bytes, sha256 } = meter.measured();
  if (bytes !== part.bytes || sha256 !== part.sha256)
    throw new Error(`${part.name} is not what was written there.`);
}

/** Lets bytes pass and measures them. */
class Meter extends Transform {
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, data: Buffer) => void) {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    done(null, chunk);
  }

  measured(): Measured {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
