/** Makes what the image holds of this project: the worker and its inference thread as one file each. */
import { fileURLToPath } from 'node:url';
import { type BuildResult, build } from 'esbuild';
import { NATIVE_PACKAGES } from './native-packages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A container never asks where models are published, so npm's client and the converter stay out. */
const LEFT_OUT = './models/pull/fetch-models.ts';

/** Packages that were written for `require` look for these; a module has none by itself. */
const AS_COMMONJS = `import { createRequire as requireFrom } from 'node:module';
globalThis.require ??= requireFrom(import.meta.url);
globalThis.__dirname ??= import.meta.dirname;`;

/** Bundles the worker into a folder, with source maps. @returns what esbuild tells about it. */
export function bundleWorker(folder: string): Promise<BuildResult<{ metafile: true }>> {
  return build({
    absWorkingDir: ROOT,
    // Side by side, since the pool looks for the thread beside itself.
    entryPoints: {
      main: 'gpu-worker/main.ts',
      'inference-thread': 'gpu-worker/inference/inference-thread.ts',
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minifySyntax: true,
    sourcemap: 'linked',
    // Names and lines suffice for a stack trace; the sources are in the repository.
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: [...Object.keys(NATIVE_PACKAGES), LEFT_OUT],
    // fluent-ffmpeg would look for a copy of itself that measures coverage.
    define: { 'process.env.FLUENTFFMPEG_COV': 'undefined' },
    banner: { js: AS_COMMONJS },
    metafile: true,
    logLevel: 'warning',
  });
}
