/**
 * Objects: their bytes in files named after their keys, all else in the index. A change is noted in the index,
 * made to the files by one rename or removal, then recorded: a crash in between is made good at the next start.
 */
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { log } from '../../core/log.ts';
import { diskNames } from './disk-names.ts';
import { type Intent, ObjectIndex, type ObjectRecord } from './object-index.ts';
import { S3Error } from './s3-error.ts';

/** Below the folder, beside the buckets: the name of no bucket begins with a dot. */
const INDEX_FILE = '.index.db';
const TEMPORARY_FOLDER = '.incoming';
const PARTS_FOLDER = '.uploads';

/** An object that is open for reading; it stays readable when it is replaced or removed meanwhile. */
export interface OpenObject {
  record: ObjectRecord;
  handle: FileHandle;
}

/** The objects below one folder. */
export class ObjectStore {
  readonly index: ObjectIndex;
  /** Folder for files that are not yet objects; on the same file system. Emptied at each start. */
  readonly temporaryFolder: string;
  /** Folder of the parts of multipart uploads. */
  readonly partsFolder: string;
  readonly #folder: string;

  /** Opens the store, and finishes what a crash has cut short. */
  constructor(folder: string) {
    this.#folder = folder;
    this.temporaryFolder = join(folder, TEMPORARY_FOLDER);
    this.partsFolder = join(folder, PARTS_FOLDER);
    mkdirSync(folder, { recursive: true });
    this.index = new ObjectIndex(join(folder, INDEX_FILE));
    for (const intent of this.index.intents()) this.#recover(intent);
    rmSync(this.temporaryFolder, { recursive: true, force: true });
    mkdirSync(this.temporaryFolder);
    mkdirSync(this.partsFolder, { recursive: true });
  }

  close(): void {
    this.index.close();
  }

  /** Makes a file of the temporary folder an object, in place of the one that had its key. */
  put(object: Omit<ObjectRecord, 'file'>, temporary: string): void {
    const old = this.index.get(object.bucket, object.key);
    const file = this.#place({ ...object, file: '' }, temporary, old?.file);
    if (old !== undefined && old.file !== file) this.#removeFile(object.bucket, old.file);
  }

  /** Removes an object, if it is there. */
  remove(bucket: string, key: string): void {
    const record = this.index.get(bucket, key);
    if (record === undefined) return;
    const id = this.index.begin({ bucket, key });
    this.#removeFile(bucket, record.file);
    this.index.finish({ id, bucket, key });
  }

  /** @throws S3Error `NoSuchKey`, also when somebody has removed the file by hand. */
  async open(bucket: string, key: string): Promise<OpenObject> {
    // A second look is for the object that is replaced while it is being opened.
    return (await this.#open(bucket, key)) ?? (await this.#open(bucket, key)) ?? noSuchKey();
  }

  async #open(bucket: string, key: string): Promise<OpenObject | undefined> {
    const record = this.index.get(bucket, key) ?? noSuchKey();
    const handle = await open(this.pathOf(record)).catch(() => undefined);
    if (handle === undefined) return undefined;
    const current = this.index.get(bucket, key);
    if (current?.modified === record.modified && current.etag === record.etag) {
      return { record: asFound(record, await handle.stat()), handle };
    }
    await handle.close();
    return undefined;
  }

  /** Absolute path of an object's file. */
  pathOf({ bucket, file }: Pick<ObjectRecord, 'bucket' | 'file'>): string {
    return this.#path(bucket, file);
  }

  #path(bucket: string, file: string): string {
    return join(this.#folder, bucket, file);
  }

  /** Puts the file at the first place that is free for the key. @returns the place. */
  #place(object: ObjectRecord, temporary: string, current?: string): string {
    const places = [...new Set([...(current === undefined ? [] : [current]), ...diskNames(object.key)])];
    let problem: unknown;
    for (const file of places) {
      if (file !== current && !this.#isFree(object, file)) continue;
      try {
        this.#rename({ ...object, file }, temporary);
        return file;
      } catch (error) {
        problem = error;
      }
    }
    throw new Error(`No file could be made for the object ${object.key}.`, { cause: problem });
  }

  #isFree({ bucket }: ObjectRecord, file: string): boolean {
    return this.index.ownerOf(bucket, file) === undefined && !existsSync(this.#path(bucket, file));
  }

  #rename(record: ObjectRecord, temporary: string): void {
    const { bucket, key } = record;
    const target = this.pathOf(record);
    mkdirSync(dirname(target), { recursive: true });
    const put = { record, temporary: basename(temporary) };
    const id = this.index.begin({ bucket, key, put });
    try {
      renameSync(temporary, target);
    } catch (error) {
      this.index.abandon(id);
      throw error;
    }
    this.index.finish({ id, bucket, key, put });
  }

  #removeFile(bucket: string, file: string): void {
    if (file === '') return;
    rmSync(this.#path(bucket, file), { force: true });
    this.#removeEmptyFolders(bucket, dirname(file));
  }

  #removeEmptyFolders(bucket: string, folder: string): void {
    for (let path = folder; path !== '.'; path = dirname(path)) {
      try {
        rmdirSync(this.#path(bucket, path));
      } catch {
        // Not empty, or gone already: the folders above are not empty either.
        return;
      }
    }
  }

  #recover(intent: Intent): void {
    const { id, bucket, key, put } = intent;
    try {
      if (put === undefined) this.#removeFile(bucket, this.index.get(bucket, key)?.file ?? '');
      else this.#finishRename(put.temporary, this.#path(bucket, put.record.file));
      this.index.finish(intent);
    } catch (error) {
      log.error('A change to an object was cut short and is dropped.', {
        bucket,
        key,
        error: error as Error,
      });
      this.index.abandon(id);
    }
  }

  /** The file is either still where it was received, or already in its place. */
  #finishRename(name: string, target: string): void {
    const temporary = join(this.temporaryFolder, name);
    if (!existsSync(temporary)) return;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(temporary, target);
  }
}

/** A file that was changed by hand is given as it is now, under a tag of its own. */
function asFound(record: ObjectRecord, { size, mtimeMs }: { size: number; mtimeMs: number }): ObjectRecord {
  if (size === record.size) return record;
  return { ...record, size, etag: `${Math.floor(mtimeMs).toString(16)}-${size.toString(16)}` };
}

function noSuchKey(): never {
  throw new S3Error('NoSuchKey', 'The specified key does not exist.');
}
