/** The finished chunks of a task in S3: saved, found and fetched again by a later attempt. */
import { join } from 'node:path';
import { log } from '../../core/log.ts';
import type { FinishedChunk } from '../pipeline/finished-chunk.ts';
import { whileConnectionBreaks } from '../task/broken-connection.ts';
import type { ResultObject } from '../task/upload-results.ts';
import { type ChunkPlace, chunkNames, readObject, removeObjects, writeObject } from './chunk-objects.ts';
import { compress, measure, receive } from './chunk-parts.ts';
import { type ChunkManifest, type ChunkPart, parseManifest } from './manifest.ts';

/** A chunk cannot be had back after all: it has been removed, or is not what was written. */
export class ChunkLost extends Error {
  override readonly name = 'ChunkLost';
  readonly ordinal: number;

  constructor(ordinal: number, cause: unknown) {
    super(`Chunk ${ordinal} cannot be had back.`, { cause });
    this.ordinal = ordinal;
  }
}

/** What a store works with. */
export interface StoreSettings {
  place: ChunkPlace;
  /** Folder for files in work. */
  folder: string;
  /** Names this attempt, so that no other writes the same parts. */
  attempt: string;
}

/** Saves and fetches chunks. */
export class ChunkStore {
  /** Names of all objects that are known, found or written. */
  readonly #names = new Set<string>();
  readonly #settings: StoreSettings;

  constructor(settings: StoreSettings) {
    this.#settings = settings;
  }

  /** The description of a chunk; undefined when it was not saved. */
  async read(ordinal: number, signal: AbortSignal): Promise<ChunkManifest | undefined> {
    const name = chunkNames.manifest(ordinal);
    const text = await whileConnectionBreaks(() => this.#readText(name, signal), { signal });
    if (text === undefined) return undefined;
    const manifest = parseManifest(text);
    if (manifest === undefined) {
      log.warn('The description of a finished chunk cannot be read; the chunk is made again.', { name });
      return undefined;
    }
    for (const known of [name, ...partsOf(manifest).map((part) => part.name)]) this.#names.add(known);
    return manifest;
  }

  /**
   * Saves a chunk; its description comes last.
   *
   * @param encoder settings by which its segment was encoded. @throws Error when S3 does not take it.
   */
  async save(
    chunk: FinishedChunk,
    encoder: Readonly<Record<string, unknown>> | null,
    signal: AbortSignal,
  ): Promise<void> {
    const { predictions, segment, ...facts } = chunk;
    const manifest: ChunkManifest = {
      ...facts,
      times: [...facts.times],
      mark: facts.mark && { ...facts.mark, complaints: [...facts.mark.complaints] },
      predictions: await this.#savePredictions(chunk.ordinal, predictions, signal),
      segment: segment === undefined ? null : await this.#saveSegment(chunk.ordinal, segment, signal),
      encoder: segment === undefined || encoder === null ? null : { ...encoder },
    };
    const [key, text] = [chunkNames.manifest(chunk.ordinal), JSON.stringify(manifest)];
    await this.#write({ key, type: 'application/json', body: { text } }, signal);
  }

  /** Brings a chunk's predictions here. @throws ChunkLost when they are gone or broken. */
  async fetchPredictions(chunk: ChunkManifest, file: string, signal: AbortSignal): Promise<void> {
    await this.#fetch(chunk.ordinal, chunk.predictions, { file, compressed: true, signal });
  }

  /** Brings a chunk's segment here. @throws ChunkLost when it is gone or broken. */
  async fetchSegment(chunk: ChunkManifest, file: string, signal: AbortSignal): Promise<void> {
    if (chunk.segment === null) throw new ChunkLost(chunk.ordinal, 'It has no segment.');
    await this.#fetch(chunk.ordinal, chunk.segment, { file, compressed: false, signal });
  }

  /** Removes all objects that are known. @throws Error when S3 refuses. */
  async removeAll(signal: AbortSignal): Promise<void> {
    await removeObjects(this.#settings.place, [...this.#names], signal);
    this.#names.clear();
  }

  async #readText(name: string, signal: AbortSignal): Promise<string | undefined> {
    const body = await readObject(this.#settings.place, name, signal);
    return await body?.transformToString();
  }

  async #savePredictions(ordinal: number, file: string, signal: AbortSignal): Promise<ChunkPart> {
    const name = chunkNames.part(ordinal, this.#settings.attempt, 'ndjson.gz');
    const packed = join(this.#settings.folder, 'predictions.gz');
    const measured = await compress(file, packed, signal);
    await this.#write({ key: name, type: 'application/gzip', body: { file: packed } }, signal);
    return { name, ...measured };
  }

  async #saveSegment(ordinal: number, file: string, signal: AbortSignal): Promise<ChunkPart> {
    const name = chunkNames.part(ordinal, this.#settings.attempt, 'mp4');
    const measured = await measure(file, signal);
    await this.#write({ key: name, type: 'video/mp4', body: { file } }, signal);
    return { name, ...measured };
  }

  async #write(object: ResultObject, signal: AbortSignal): Promise<void> {
    // Before it is there: one that was written, though no answer came, is to be removed too.
    this.#names.add(object.key);
    await writeObject(this.#settings.place, object, signal);
  }

  async #fetch(
    ordinal: number,
    part: ChunkPart,
    target: { file: string; compressed: boolean; signal: AbortSignal },
  ): Promise<void> {
    const { signal } = target;
    try {
      await whileConnectionBreaks(() => this.#receive(part, target), { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw new ChunkLost(ordinal, error);
    }
  }

  async #receive(
    part: ChunkPart,
    { file, compressed, signal }: { file: string; compressed: boolean; signal: AbortSignal },
  ): Promise<void> {
    const body = await readObject(this.#settings.place, part.name, signal);
    if (body === undefined) throw new Error(`${part.name} is gone.`);
    await receive(body, file, { part, compressed, signal });
  }
}

function partsOf({ predictions, segment }: ChunkManifest): ChunkPart[] {
  return segment === null ? [predictions] : [predictions, segment];
}
