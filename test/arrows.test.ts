import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, it } from 'node:test';
import { build } from 'esbuild';

/** Rooms, and what each may import: other rooms, or single files and folders of them. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  media: ['core'],
  models: ['core'],
  lambdas: ['core', 'models/catalogue.ts', 'models/catalogue'],
  'gpu-worker': ['core', 'models', 'media'],
  infra: ['core', 'models/catalogue.ts', 'models/catalogue'],
  local: ['core', 'lambdas', 'media', 'models'],
  cli: ['core', 'models'],
};

/** Packages that must never lie in a Lambda's bundle. */
const HEAVY = [
  'onnxruntime-node',
  'onnxruntime-common',
  'fluent-ffmpeg',
  '@napi-rs/canvas',
  'mediabunny',
  'pacote',
];
/** What one bundle alone may hold: the dispatcher reads the headers of videos. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = { 'lambdas/dispatch.ts': ['mediabunny'] };
/** A sixth of it is the languages of zod, which its namespace brings along. */
const MOST_BUNDLE_BYTES = 1.6e6;

/** The project's own name and version, which any room may tell. */
const EVERYBODYS = 'package.json';

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Files of a room that are part of the product; tests and what serves them may look anywhere. */
function filesOf(room: string): string[] {
  return globSync(`${room}/**/*.ts`).filter((file) => !/\.test\.ts$|\/testing\//.test(file));
}

/** Files that a file imports from this project, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].map(([, path]) => normalize(join(dirname(file), path as string)));
}

describe('arrows between rooms', () => {
  for (const [room, allowed] of Object.entries(ARROWS)) {
    it(`${room} imports ${allowed.join(', ') || 'nothing else'}`, () => {
      const reachable = [room, ...allowed];
      const wrong = filesOf(room).flatMap((file) =>
        importsOf(file)
          .filter(
            (path) =>
              path !== EVERYBODYS &&
              !reachable.some((place) => path === place || path.startsWith(place + sep)),
          )
          .map((path) => `${file} → ${path}`),
      );
      assert.deepEqual(wrong, []);
    });
  }

  it('finds arrows where there are some', () => {
    assert.ok(
      filesOf('gpu-worker')
        .flatMap(importsOf)
        .some((path) => path.startsWith('media/')),
    );
  });
});

describe('bundles of the Lambdas', () => {
  for (const entry of globSync('lambdas/*.ts').filter((file) =>
    /export (async )?(const|function) handler|export \{ handler/.test(readFileSync(file, 'utf8')),
  )) {
    it(`${entry} is small and light`, async () => {
      const { metafile, outputFiles } = await build({
        entryPoints: [entry],
        bundle: true,
        minify: true,
        platform: 'node',
        target: 'node24',
        format: 'esm',
        metafile: true,
        write: false,
      });
      const unwanted = HEAVY.filter((name) => !ALLOWED[entry]?.includes(name));
      const heavy = Object.keys(metafile.inputs).filter((file) =>
        unwanted.some((name) => file.includes(`node_modules/${name}/`)),
      );
      assert.deepEqual(heavy, []);
      const bytes = outputFiles[0]?.contents.length ?? 0;
      assert.ok(bytes > 0 && bytes <= MOST_BUNDLE_BYTES, `${bytes} bytes`);
    });
  }
});
