/** Reads files out of an npm package's tarball while it is downloaded; nothing is written to disk. */
import pacote from 'pacote';
import { Parser, type ReadEntry } from 'tar';

/** A package whose bytes are pinned. */
export interface PinnedPackage {
  package: string;
  version: string;
  /** Subresource integrity, such as `sha512-…`. */
  integrity: string;
}

/** How to fetch, and whom to tell. */
export interface FetchOptions {
  /** npm's settings, as `readNpmSettings` gives them. */
  settings: Readonly<Record<string, unknown>>;
  /** Called with the bytes received so far; a second try begins again at zero. */
  onBytes?: (received: number) => void;
  signal?: AbortSignal;
}

/**
 * Downloads a package and returns the files at the given paths (`package/…`), once the whole tarball has been found
 * to have the pinned integrity. A download that breaks off is begun again by pacote or, failing that, rejected.
 *
 * @throws Error with npm's code, such as `EINTEGRITY`, `ENOTFOUND` or `E404`
 * @throws Error when a path is not in the tarball
 */
export async function fetchPackageFiles(
  pinned: PinnedPackage,
  paths: ReadonlySet<string>,
  { settings, onBytes, signal }: FetchOptions,
): Promise<Map<string, Uint8Array>> {
  const specification = `${pinned.package}@${pinned.version}`;
  const options = { ...settings, integrity: pinned.integrity, ...(signal && { signal }) };
  const files = await pacote.tarball.stream(
    specification,
    (tarball) => collect(tarball, paths, onBytes),
    options as pacote.Options,
  );
  const missing = [...paths].filter((path) => !files.has(path));
  if (missing.length > 0) throw new Error(`${specification} does not contain ${missing.join(', ')}.`);
  return files;
}

function collect(
  tarball: NodeJS.ReadableStream,
  paths: ReadonlySet<string>,
  onBytes: FetchOptions['onBytes'],
): Promise<Map<string, Uint8Array>> {
  const contents: Promise<[string, Uint8Array]>[] = [];
  const parser = new Parser({
    strict: true,
    filter: (path) => paths.has(path),
    onReadEntry: (entry: ReadEntry) => {
      contents.push(entry.concat().then((content) => [entry.path, content]));
    },
  });
  let received = 0;
  tarball.on('data', (chunk: Uint8Array) => {
    received += chunk.byteLength;
    onBytes?.(received);
  });
  // A file that is no tarball may still be of interest: whether its integrity is wrong is the better reason.
  parser.on('error', () => tarball.unpipe(parser as unknown as NodeJS.WritableStream).resume());
  tarball.pipe(parser as unknown as NodeJS.WritableStream);
  // pacote's stream ends only after its integrity was found right; the parser may be done before.
  const parsed = endOf(parser as unknown as NodeJS.ReadableStream);
  parsed.catch(() => {});
  return endOf(tarball)
    .then(() => parsed)
    .then(async () => new Map(await Promise.all(contents)));
}

function endOf(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('end', resolve).on('error', reject);
  });
}
