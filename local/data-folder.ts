/** The service's data folder: one service at a time, and nobody else reads it. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { LocalCredentials } from './signature/verify-signature.ts';

const LOCK_FILE = '.lock';
const HOLDER_FILE = 'service.json';
const CREDENTIALS_FILE = 'credentials.json';

const credentialsSchema = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
});
const holderSchema = z.object({ pid: z.number(), url: z.string().optional() });

/** A data folder that is held by this process. */
export interface DataFolder {
  path: string;
  /** Key with which requests to the stand-ins are signed; made when the folder is. */
  credentials: LocalCredentials;
  /** Writes down where the service answers, for whoever finds the folder held. */
  announce(url: string): void;
  release(): void;
}

/**
 * Makes the folder if need be, and holds it until `release`, or the end of the process.
 *
 * @throws Error with a full sentence when another service holds it.
 */
export function holdDataFolder(path: string): DataFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = acquire(path);
  try {
    const holder = (url?: string) => writeWhole(join(path, HOLDER_FILE), { pid: process.pid, url });
    holder();
    return {
      path,
      credentials: credentialsOf(path),
      announce: holder,
      release() {
        rmSync(join(path, HOLDER_FILE), { force: true });
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** SQLite's lock is the system's: it ends with the process, however that ends, and is never stale. */
function acquire(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, LOCK_FILE));
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw new Error(
      `${path} is in use by another Posefleet service${holderOf(path)}. Stop that one, or set \
POSEFLEET_DATA to another folder.`,
      { cause },
    );
  }
}

function holderOf(path: string): string {
  try {
    const { pid, url } = holderSchema.parse(JSON.parse(readFileSync(join(path, HOLDER_FILE), 'utf8')));
    return ` (process ${pid}${url === undefined ? '' : `, ${url}`})`;
  } catch {
    return '';
  }
}

function credentialsOf(path: string): LocalCredentials {
  const file = join(path, CREDENTIALS_FILE);
  const text = readIfThere(file);
  if (text === undefined) {
    const made = {
      accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
    };
    writeWhole(file, made);
    return made;
  }
  chmodSync(file, 0o600);
  try {
    return credentialsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} is damaged. Remove it; a new one is made.`, { cause });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeWhole(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
