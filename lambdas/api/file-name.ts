/** Names of uploaded files, made safe for keys, folders and headers. */

/** Longest name, in bytes of UTF-8; file systems stop at 255, and results add a suffix to it. */
const LONGEST_NAME_BYTES = 200;

/**
 * The last segment of a name, without control characters, the extension kept when it must be cut;
 * undefined when nothing is left.
 *
 * @example safeFileName('../walk one.mp4') // 'walk one.mp4'
 */
export function safeFileName(name: string): string | undefined {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/\p{Cc}/gu, '')
    .trim()
    .normalize('NFC');
  return clean === '' || clean === '.' || clean === '..' ? undefined : shortened(clean);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
  const extension = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? '';
  const stem = cut(name.slice(0, name.length - extension.length), LONGEST_NAME_BYTES - extension.length);
  return `${stem}${extension}`;
}

/** The longest beginning of a text that fits, never through a character. */
function cut(text: string, bytes: number): string {
  let length = 0;
  let end = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** A `Content-Disposition` that saves a file under its name, by RFC 6266: plain ASCII, and UTF-8 beside it. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
