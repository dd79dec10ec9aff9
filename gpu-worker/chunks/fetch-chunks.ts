/** Brings the chunks of earlier attempts to this machine, beside the work that goes on behind them. */
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { FinishedChunk } from '../pipeline/finished-chunk.ts';
import { canonicalJson } from './chunk-key.ts';
import type { ChunkStore } from './chunk-store.ts';
import type { ChunkManifest } from './manifest.ts';

/** Objects that are fetched at once. */
const AT_ONCE = 2;

/** How chunks are fetched. */
export interface FetchSettings {
  /** Folder for their files. */
  folder: string;
  /** Settings by which this attempt encodes segments; null when nothing is drawn. */
  encoder: Readonly<Record<string, unknown>> | null;
  signal: AbortSignal;
}

/** Chunks that are on their way. */
export interface FetchedChunks {
  /** Those that must be drawn again, since they were encoded otherwise, have no segment; their predictions are here. */
  chunks: FinishedChunk[];
  /** Resolves when all files are here. @throws ChunkLost when one cannot be had, the signal's reason. */
  arrived: Promise<void>;
}

/** Begins to fetch. @throws as `FetchedChunks.arrived`. */
export async function fetchChunks(
  store: Pick<ChunkStore, 'fetchPredictions' | 'fetchSegment'>,
  manifests: readonly ChunkManifest[],
  { folder, encoder, signal }: FetchSettings,
): Promise<FetchedChunks> {
  const limit = pLimit(AT_ONCE);
  const chunks = manifests.map((manifest) => toChunk(manifest, folder, encoder));
  const fetches = chunks.map(({ predictions, segment }, index) => {
    const manifest = manifests[index] as ChunkManifest;
    const isNeededNow = encoder !== null && segment === undefined;
    const text = limit(() => store.fetchPredictions(manifest, predictions, signal));
    const video = segment && limit(() => store.fetchSegment(manifest, segment, signal));
    return { all: Promise.all([text, video]), now: isNeededNow ? text : undefined };
  });
  const arrived = Promise.all(fetches.map(({ all }) => all)).then(() => {});
  // Who waits for the end of the work hears of it; until then nobody may be listening.
  arrived.catch(() => {});
  await Promise.all(fetches.map(({ now }) => now));
  return { chunks, arrived };
}

function toChunk(manifest: ChunkManifest, folder: string, encoder: FetchSettings['encoder']): FinishedChunk {
  const { predictions: _predictions, segment, encoder: encodedBy, ...facts } = manifest;
  const files = join(folder, `earlier-${manifest.ordinal}`);
  const isOfUse = encoder !== null && segment !== null && canonicalJson(encodedBy) === canonicalJson(encoder);
  return { ...facts, predictions: `${files}.ndjson`, ...(isOfUse ? { segment: `${files}.mp4` } : {}) };
}
