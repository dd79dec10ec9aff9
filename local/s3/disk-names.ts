/**
 * Names of files for keys: where they can be, the key itself, so that a person finds a result by its key.
 * Keys allow what file systems do not (`..`, an empty segment, 1,024 bytes in one name, `a` beside `a/b`, two
 * keys that differ in case only), hence a second name for those, made from the key's hash.
 */
import { createHash } from 'node:crypto';

/** Longest name of one file in bytes; file systems allow 255, some of them in UTF-16. */
const LONGEST_NAME = 200;
/** Longest path below the bucket's folder, in bytes; macOS allows 1,024 for the whole. */
const LONGEST_PATH = 700;
/** Folder of the objects that cannot lie under their key. */
const HASHED_FOLDER = '~keys';

/** Paths below the bucket's folder at which an object may lie, the best first. */
export function diskNames(key: string): string[] {
  const names = key.split('/').map(diskName);
  const last = names.at(-1) ?? '';
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  const hashed = [HASHED_FOLDER, hash, last].join('/');
  const plain = names.join('/');
  return Buffer.byteLength(plain) > LONGEST_PATH ? [hashed] : [plain, hashed];
}

/** What two paths have in common that a file system which ignores case takes for the same. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** A segment of a key as the name of a file. Not reversible: the index knows which key a file belongs to. */
function diskName(segment: string): string {
  const clean = segment
    .replace(/[\p{Cc}<>:"\\|?*]/gu, '_')
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  if (clean === '') return '_';
  return shortened(clean);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  let short = '';
  for (const character of name) {
    if (Buffer.byteLength(short + character) > LONGEST_NAME) break;
    short += character;
  }
  return short;
}
