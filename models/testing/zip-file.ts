/** Zip archives, good and bad. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Files of an archive, by their path in it. */
export type ZipContents = Readonly<Record<string, Uint8Array>>;

/** Packs files. @param compress whether they are compressed, as archives of models are */
export async function zip(contents: ZipContents, compress = true): Promise<Buffer> {
  const archive = new ZipFile();
  const mtime = new Date(2024, 0, 1);
  for (const [path, content] of Object.entries(contents)) {
    archive.addBuffer(Buffer.from(content), path, { compress, mtime });
  }
  archive.end();
  return await buffer(archive.outputStream);
}

/** Offsets in the header of a file in the central directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const CENTRAL = { signature: 0x02014b50, flags: 8, checksum: 16, compressed: 20, uncompressed: 24 };

/** A copy of an archive of one file whose directory tells something else of it. */
export function withLie(
  archive: Buffer,
  field: 'flags' | 'checksum' | 'uncompressed',
  value: number,
): Buffer {
  const copy = Buffer.from(archive);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(CENTRAL.signature);
  const at = copy.indexOf(signature) + CENTRAL[field];
  if (field === 'flags') copy.writeUInt16LE(value, at);
  else copy.writeUInt32LE(value, at);
  return copy;
}
