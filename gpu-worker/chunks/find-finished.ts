/** Finds the chunks that earlier attempts have finished. */
import type { ChunkStore } from './chunk-store.ts';
import type { ChunkManifest } from './manifest.ts';

/** Descriptions that are asked for at once; without the right to list, they are tried one after the other. */
const AT_ONCE = 16;

/** The chunks from the first on without a gap, whose frames got their indices in one way. */
export async function findFinished(
  store: Pick<ChunkStore, 'read'>,
  signal: AbortSignal,
): Promise<ChunkManifest[]> {
  const found: ChunkManifest[] = [];
  for (;;) {
    const next = Array.from({ length: AT_ONCE }, (_, index) => found.length + index);
    const read = await Promise.all(next.map((ordinal) => store.read(ordinal, signal)));
    for (const [index, manifest] of read.entries()) {
      if (!follows(manifest, found, next[index] as number)) return found;
      found.push(manifest);
    }
  }
}

function follows(
  manifest: ChunkManifest | undefined,
  found: readonly ChunkManifest[],
  ordinal: number,
): manifest is ChunkManifest {
  return manifest?.ordinal === ordinal && (ordinal === 0 || manifest.indexing === found[0]?.indexing);
}
