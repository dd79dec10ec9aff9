/** Places of one's own that are asked for models before those where they are published. */
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENV, wrongSetting } from '../../core/environment.ts';
import { shownAddress, shownText } from './download/shown-address.ts';

/** A folder of files: on the web, on this machine, or in a bucket of S3. */
export type Mirror =
  | { kind: 'http'; base: string }
  | { kind: 'folder'; path: string }
  | { kind: 's3'; bucket: string; prefix: string };

const WHAT =
  'must name folders as absolute paths, file:, https:, http: or s3://BUCKET/PREFIX addresses, with spaces between them ' +
  'or as a list in JSON (with %25 for each % of a password)';

/**
 * The mirrors of `POSEFLEET_MODEL_MIRRORS`, in the order in which they are asked.
 *
 * @throws PosefleetError `internal` that names the variable when one is neither a folder nor an address
 */
export function mirrorsFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Mirror[] {
  return words((environment[ENV.modelMirrors] ?? '').trim()).map((word) => {
    const mirror = parseMirror(word);
    if (mirror !== undefined) return mirror;
    throw wrongSetting(ENV.modelMirrors, `${WHAT}, not "${shownText(word)}"`);
  });
}

/** Address of a file in a mirror, as `parseMirror` would read it. */
export function inMirror(mirror: Mirror, name: string): Mirror {
  if (mirror.kind === 'folder') return { ...mirror, path: join(mirror.path, name) };
  if (mirror.kind === 's3') return { ...mirror, prefix: `${mirror.prefix}${name}` };
  const base = new URL(mirror.base);
  base.pathname += encodeURIComponent(name);
  return { ...mirror, base: base.href };
}

/** A mirror as it may be shown. */
export function shownMirror(mirror: Mirror): string {
  if (mirror.kind === 'folder') return mirror.path;
  return mirror.kind === 'http'
    ? shownAddress(new URL(mirror.base))
    : `s3://${mirror.bucket}/${mirror.prefix}`;
}

function words(text: string): string[] {
  if (!text.startsWith('[')) return text.split(/\s+/u).filter((word) => word !== '');
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  } catch {
    // Told below.
  }
  throw wrongSetting(ENV.modelMirrors, `${WHAT}; what begins with [ must be a list of texts`);
}

function parseMirror(word: string): Mirror | undefined {
  if (isAbsolute(word)) return { kind: 'folder', path: word };
  if (!URL.canParse(word)) return undefined;
  const url = new URL(word);
  if (!hasReadableUser(url)) return undefined;
  const folder = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  if (url.protocol === 'file:' && url.host === '') return { kind: 'folder', path: fileURLToPath(url) };
  if (url.protocol === 'https:' || url.protocol === 'http:') {
    url.pathname = folder;
    return { kind: 'http', base: url.href };
  }
  // AWS's own settings say who asks S3.
  if (url.protocol !== 's3:' || url.host === '' || url.username !== '') return undefined;
  return { kind: 's3', bucket: url.host, prefix: decodeURIComponent(folder.slice(1)) };
}

/** Whether name and password are written with %XX as addresses have them. */
function hasReadableUser({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
