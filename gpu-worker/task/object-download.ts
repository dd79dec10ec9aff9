/** The download of an object, which goes on where it broke off. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from '../../core/task.ts';

/** Which bytes an object was found to have. Two versions with the same tag are the same bytes. */
export interface ObjectVersion extends S3Location {
  etag: string;
  /** Absent where the bucket keeps no versions. */
  version?: string;
}

/** Writes an object into a file. */
export class ObjectDownload {
  readonly #s3: S3Client;
  readonly #place: S3Location;
  readonly #file: string;
  /** What is being downloaded, and its size; unknown until S3 has answered for the first time. */
  #object: { version: ObjectVersion; bytes: number } | undefined;
  #bytes = 0;
  #bytesBefore = 0;

  constructor(s3: S3Client, place: S3Location, file: string) {
    this.#s3 = s3;
    this.#place = place;
    this.#file = file;
  }

  /** Whether the last try has brought bytes. */
  readonly hasGoneOn = (): boolean => this.#bytes > this.#bytesBefore;

  /**
   * Downloads what is not there yet; may be called again when a connection breaks.
   *
   * @throws Error of the SDK, `PreconditionFailed` when the object has changed meanwhile; the signal's reason.
   */
  async goOn(signal: AbortSignal): Promise<ObjectVersion> {
    this.#bytesBefore = this.#bytes;
    if (this.#object !== undefined && this.#bytes === this.#object.bytes) return this.#object.version;
    const answer = await this.#ask(signal);
    // Without a byte of it, another version may have come in its place since the last try.
    if (this.#object === undefined || this.#bytes === 0)
      this.#object = { version: this.#versionIn(answer), bytes: answer.ContentLength ?? -1 };
    // At its place: a write of the broken try that is still under way puts the same bytes there.
    const place = this.#bytes === 0 ? { flags: 'w' } : { flags: 'r+', start: this.#bytes };
    try {
      await pipeline(answer.Body as Readable, createWriteStream(this.#file, place), { signal });
    } finally {
      this.#bytes = (await stat(this.#file)).size;
    }
    return this.#object.version;
  }

  async #ask(abortSignal: AbortSignal): Promise<GetObjectCommandOutput> {
    const rest =
      this.#object === undefined || this.#bytes === 0
        ? {}
        : { Range: `bytes=${this.#bytes}-`, IfMatch: this.#object.version.etag };
    const command = new GetObjectCommand({ Bucket: this.#place.bucket, Key: this.#place.key, ...rest });
    return await this.#s3.send(command, { abortSignal });
  }

  #versionIn({ ETag = '', VersionId }: GetObjectCommandOutput): ObjectVersion {
    return { ...this.#place, etag: ETag, ...(VersionId === undefined ? {} : { version: VersionId }) };
  }
}
