/** Digests of a body that are made while it streams by, and compared with what the caller said. */
import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error.ts';

/** A digest in the making. */
interface Digest {
  update(data: Buffer): unknown;
  base64(): string;
}

/** Header of each kind of checksum that S3 knows, and how to make it where this machine can. */
const CHECKSUMS: Readonly<Record<string, (() => Digest) | undefined>> = {
  'x-amz-checksum-crc32': crc32Digest,
  'x-amz-checksum-sha1': () => hashDigest('sha1'),
  'x-amz-checksum-sha256': () => hashDigest('sha256'),
  'x-amz-checksum-crc32c': undefined,
  'x-amz-checksum-crc64nvme': undefined,
};

/** Digests of one body. */
export class BodyDigests {
  readonly #md5 = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #checksums = new Map<string, Digest>();

  /**
   * @param checksums names of the checksum headers that the request holds or announces.
   * @param options.sha256 whether the signature states the body's SHA-256.
   * @throws S3Error `NotImplemented` for a checksum that cannot be made here.
   */
  constructor(checksums: Iterable<string>, { sha256 }: { sha256: boolean }) {
    this.#sha256 = sha256 ? createHash('sha256') : undefined;
    for (const name of checksums) {
      const make = CHECKSUMS[name];
      if (make === undefined) throw new S3Error('NotImplemented', `The checksum ${name} is not known here.`);
      this.#checksums.set(name, make());
    }
  }

  update(data: Buffer): void {
    this.#md5.update(data);
    this.#sha256?.update(data);
    for (const checksum of this.#checksums.values()) checksum.update(data);
  }

  /**
   * Compares with what the caller said.
   *
   * @param said.checksums by header.
   * @param said.md5 base64.
   * @param said.sha256 hex.
   * @returns the MD5 in hex.
   * @throws S3Error `BadDigest` or `XAmzContentSHA256Mismatch`
   */
  check(said: { checksums: ReadonlyMap<string, string>; md5?: string | undefined; sha256?: string }): string {
    for (const [name, checksum] of this.#checksums) {
      if (said.checksums.get(name) !== checksum.base64()) throw badDigest(name);
    }
    if (this.#sha256 !== undefined && this.#sha256.digest('hex') !== said.sha256) {
      throw new S3Error('XAmzContentSHA256Mismatch', 'The body is not the one that was signed.');
    }
    const md5 = this.#md5.digest();
    if (said.md5 !== undefined && said.md5 !== md5.toString('base64')) throw badDigest('Content-MD5');
    return md5.toString('hex');
  }
}

/** Whether a header is a checksum of the body. */
export function isChecksumHeader(name: string): boolean {
  return Object.hasOwn(CHECKSUMS, name);
}

function badDigest(name: string): S3Error {
  return new S3Error('BadDigest', `The ${name} you specified did not match what was received.`);
}

function hashDigest(algorithm: string): Digest {
  const hash = createHash(algorithm);
  return { update: (data) => hash.update(data), base64: () => hash.digest('base64') };
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update(data) {
      value = crc32(data, value);
    },
    base64() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
}
