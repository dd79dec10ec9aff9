/** File names that came from elsewhere, made fit for any file system: no folders, no reserved names. */

/** Bytes that a name may have; file systems stop at 255, and a temporary file's suffix needs room. */
const LONGEST_NAME_BYTES = 200;
/** What Windows refuses, control characters, and those that turn the direction of writing. */
const UNFIT = /[<>:"|?*\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Device names of Windows, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/iu;

/**
 * The last part of a path as a file name that can be written anywhere and never leaves its folder.
 *
 * @example safeName('results/../../etc/passwd') // 'passwd'
 * @example safeName('aux.json') // '_aux.json'
 */
export function safeName(path: string, fallback = 'file'): string {
  const last = path.split(/[/\\]/u).pop() ?? '';
  const name = shorten(last.normalize('NFC').toWellFormed().replace(UNFIT, '_')).replace(/[. ]+$/u, '');
  if (name.replaceAll('.', '') === '') return fallback;
  return RESERVED.test(name) || /^[-.~]/u.test(name) ? `_${name}` : name;
}

/** Cuts the name before its extension, between whole characters. */
function shorten(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  let stem = '';
  let bytes = Buffer.byteLength(extension);
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_NAME_BYTES) break;
    stem += character;
  }
  return stem + extension;
}
