/** The index of the stand-in: buckets, objects and multipart uploads, in SQLite. The bytes lie in files. */
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { foldedPath } from './disk-names.ts';
import { SCHEMA } from './index-schema.ts';

/** What is known of an object. */
export interface ObjectRecord {
  bucket: string;
  key: string;
  /** Path of its file below the bucket's folder. */
  file: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since 1970. */
  modified: number;
  /** Headers that S3 gives back: Content-Type and the like, and `x-amz-meta-`; names in lower case. */
  headers: Record<string, string>;
}

/** A change to an object that may have been cut short: it is finished at the next start. */
export interface Intent {
  id: number;
  bucket: string;
  key: string;
  /** The new object, and the name of the received file; absent when the object is to be removed. */
  put?: { record: ObjectRecord; temporary: string };
}

type Row = Record<string, SQLOutputValue>;

/** Objects and buckets. */
export class ObjectIndex {
  /** For what keeps tables of its own in the same file. */
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the index, or makes it. */
  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec(SCHEMA);
  }

  close(): void {
    this.database.close();
  }

  createBucket(name: string): void {
    this.run('INSERT OR IGNORE INTO buckets VALUES (?, ?)', name, Date.now());
  }

  deleteBucket(name: string): void {
    this.run('DELETE FROM buckets WHERE name = ?', name);
  }

  hasBucket(name: string): boolean {
    return this.first('SELECT 1 FROM buckets WHERE name = ?', name) !== undefined;
  }

  /** All buckets, by name. */
  buckets(): { name: string; created: number }[] {
    return this.all('SELECT name, created FROM buckets ORDER BY name').map(({ name, created }) => ({
      name: String(name),
      created: Number(created),
    }));
  }

  get(bucket: string, key: string): ObjectRecord | undefined {
    const row = this.first('SELECT * FROM objects WHERE bucket = ? AND key = ?', bucket, key);
    return row === undefined ? undefined : toRecord(row);
  }

  /** The first object after a key, in the order of the keys' bytes, as S3 lists them. */
  next(bucket: string, after: string): ObjectRecord | undefined {
    const row = this.first(
      'SELECT * FROM objects WHERE bucket = ? AND key > ? ORDER BY key LIMIT 1',
      bucket,
      after,
    );
    return row === undefined ? undefined : toRecord(row);
  }

  /** The key whose object lies in this file. */
  ownerOf(bucket: string, file: string): string | undefined {
    const row = this.first(
      'SELECT key FROM objects WHERE bucket = ? AND folded = ?',
      bucket,
      foldedPath(file),
    );
    return row === undefined ? undefined : String(row.key);
  }

  /** Notes a change before it is made to the files. @returns the intent's number. */
  begin({ bucket, key, put }: Omit<Intent, 'id'>): number {
    const sql = 'INSERT INTO intents (bucket, key, put) VALUES (?, ?, ?)';
    return this.run(sql, bucket, key, put === undefined ? null : JSON.stringify(put));
  }

  /** Brings the index in line with the files, now that they are changed. */
  finish({ id, bucket, key, put }: Intent): void {
    this.transaction(() => {
      if (put === undefined) this.run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, key);
      else this.#put(put.record);
      this.abandon(id);
    });
  }

  /** Forgets a change that was not made. */
  abandon(id: number): void {
    this.run('DELETE FROM intents WHERE id = ?', id);
  }

  /** Changes that a crash has cut short. */
  intents(): Intent[] {
    return this.all('SELECT * FROM intents ORDER BY id').map(({ id, bucket, key, put }) => ({
      id: Number(id),
      bucket: String(bucket),
      key: String(key),
      ...(put === null ? {} : { put: JSON.parse(String(put)) }),
    }));
  }

  /** Runs a statement. @returns the row's number, after an INSERT. */
  run(sql: string, ...values: (string | number | null)[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  first(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  transaction(work: () => void): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  #put({ bucket, key, file, size, etag, modified, headers }: ObjectRecord): void {
    this.run(
      'INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      bucket,
      key,
      file,
      foldedPath(file),
      size,
      etag,
      modified,
      JSON.stringify(headers),
    );
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

function toRecord(row: Row): ObjectRecord {
  return {
    bucket: String(row.bucket),
    key: String(row.key),
    file: String(row.file),
    size: Number(row.size),
    etag: String(row.etag),
    modified: Number(row.modified),
    headers: JSON.parse(String(row.headers)),
  };
}
