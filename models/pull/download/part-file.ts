/** A file that is not whole yet, and beside it a note of what it is part of, so that the rest can be fetched later. */
import { open, readFile, rm, stat } from 'node:fs/promises';
import * as z from 'zod';
import { writeWhole } from '../model-folder.ts';
import type { Kept } from './origin.ts';

const noteSchema = z.object({
  address: z.string(),
  version: z.string(),
  total: z.int().min(0).exactOptional(),
});

/** Of which file the bytes are the beginning. */
export type PartNote = z.infer<typeof noteSchema>;

/** The beginning of a file. */
export class PartFile {
  readonly path: string;
  readonly #notePath: string;

  constructor(path: string) {
    this.path = path;
    this.#notePath = `${path}.json`;
  }

  /** What is here of a file at an address; undefined when that is nothing, or nobody can tell its version. */
  async kept(address: string): Promise<(Kept & Pick<PartNote, 'total'>) | undefined> {
    const [note, bytes] = await Promise.all([this.#note(), this.bytes()]);
    if (note === undefined || note.address !== address || bytes === 0) return undefined;
    return { bytes, version: note.version, ...(note.total !== undefined && { total: note.total }) };
  }

  /** How many bytes are here. */
  async bytes(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }

  /** Drops what is here and begins another file. Without a note it cannot be gone on with later. */
  async begin(note: PartNote | undefined): Promise<void> {
    await this.remove();
    if (note !== undefined) await writeWhole(this.#notePath, JSON.stringify(note));
  }

  /** Opens the file to write behind what is here. */
  async append() {
    return await open(this.path, 'a');
  }

  /** Drops the note: the file is whole and on its way to its own name. */
  async finish(): Promise<void> {
    await rm(this.#notePath, { force: true });
  }

  /** Drops everything. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.#notePath, { force: true });
  }

  async #note(): Promise<PartNote | undefined> {
    try {
      return noteSchema.safeParse(JSON.parse(await readFile(this.#notePath, 'utf8'))).data;
    } catch {
      // No note, or half of one: then it is begun anew.
      return undefined;
    }
  }
}
