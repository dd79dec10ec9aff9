/** Multipart uploads: parts lie in files of their own until they are joined. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from './object-store.ts';
import { S3Error } from './s3-error.ts';

/** A multipart upload. */
export interface Upload {
  id: string;
  bucket: string;
  key: string;
  /** Headers of the object that it becomes. */
  headers: Record<string, string>;
  /** Milliseconds since 1970. */
  initiated: number;
}

/** A part of an upload. */
export interface UploadedPart {
  number: number;
  /** Absolute path. */
  file: string;
  size: number;
  etag: string;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Uploads whose parts lie beside the objects of a store. */
export class MultipartStore {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Begins an upload. @returns its id. */
  create({ bucket, key, headers }: Pick<Upload, 'bucket' | 'key' | 'headers'>): string {
    const id = randomBytes(24).toString('base64url');
    mkdirSync(this.#folder(id));
    const sql = 'INSERT INTO uploads VALUES (?, ?, ?, ?, ?)';
    this.#store.index.run(sql, id, bucket, key, JSON.stringify(headers), Date.now());
    return id;
  }

  /** @throws S3Error `NoSuchUpload` */
  get(id: string, bucket: string, key: string): Upload {
    const sql = 'SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?';
    const row = this.#store.index.first(sql, id, bucket, key);
    if (row === undefined)
      throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.');
    return { id, bucket, key, headers: JSON.parse(String(row.headers)), initiated: Number(row.initiated) };
  }

  /** Uploads of a bucket whose keys begin with a prefix, by key. */
  list(bucket: string, prefix: string): Upload[] {
    const rows = this.#store.index.all(
      'SELECT * FROM uploads WHERE bucket = ? ORDER BY key, initiated',
      bucket,
    );
    return rows
      .map((row) => ({
        id: String(row.id),
        bucket,
        key: String(row.key),
        headers: JSON.parse(String(row.headers)),
        initiated: Number(row.initiated),
      }))
      .filter(({ key }) => key.startsWith(prefix));
  }

  /** Gives up all uploads that were begun before a time, in milliseconds since 1970. */
  async removeOld(before: number): Promise<void> {
    const rows = this.#store.index.all('SELECT id FROM uploads WHERE initiated < ?', before);
    for (const { id } of rows) await this.remove(String(id));
  }

  /** Makes a received file a part; it takes the place of an earlier one of its number. */
  putPart(upload: Upload, part: Omit<UploadedPart, 'file' | 'modified'>, temporary: string): void {
    const { id } = this.get(upload.id, upload.bucket, upload.key);
    // A name of its own, so that the part of before is whole until the index knows of this one.
    const file = `${part.number}-${randomBytes(6).toString('hex')}`;
    renameSync(temporary, join(this.#folder(id), file));
    const old = this.#store.index.first(
      'SELECT file FROM parts WHERE upload = ? AND number = ?',
      id,
      part.number,
    );
    const sql = 'INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)';
    this.#store.index.run(sql, id, part.number, file, part.size, part.etag, Date.now());
    if (old !== undefined) void rm(join(this.#folder(id), String(old.file)), { force: true });
  }

  /** Parts in the order of their numbers, after a number. */
  parts(id: string, { after = 0, limit = Number.MAX_SAFE_INTEGER } = {}): UploadedPart[] {
    const sql = 'SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?';
    return this.#store.index.all(sql, id, after, limit).map((row) => ({
      number: Number(row.number),
      file: join(this.#folder(id), String(row.file)),
      size: Number(row.size),
      etag: String(row.etag),
      modified: Number(row.modified),
    }));
  }

  /** Forgets an upload and removes its parts. */
  async remove(id: string): Promise<void> {
    this.#store.index.run('DELETE FROM uploads WHERE id = ?', id);
    this.#store.index.run('DELETE FROM parts WHERE upload = ?', id);
    await rm(this.#folder(id), { recursive: true, force: true });
  }

  #folder(id: string): string {
    return join(this.#store.partsFolder, id);
  }
}
