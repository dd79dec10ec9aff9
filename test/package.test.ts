/** The package as npm users get it: packed, installed somewhere else, and run from there. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { builtinModules } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { init, parse } from 'es-module-lexer';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Installing is most of the time; a machine that must fetch the packages needs minutes. */
const INSTALL_TIMEOUT_MS = 600_000;
const execute = promisify(execFile);

let folder: string;
let app: string;
let packed: { filename: string; files: { path: string }[] };

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet package '));
  app = join(folder, 'app');
  await mkdir(app);
  // What npm run adds to the environment would make the inner npm work on this project.
  const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], ROOT);
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [typeof packed];
  await writeFile(join(app, 'package.json'), '{"private": true}');
  const flags = ['--ignore-scripts', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
  await npm(['install', ...flags, join(folder, packed.filename)], app);
});
after(() => rm(folder, { recursive: true, force: true }));

function npm(words: readonly string[], cwd: string) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(package|lifecycle|command|config_(local|call|package|json))/.test(name) && name !== 'INIT_CWD',
  );
  const options = { cwd, timeout: INSTALL_TIMEOUT_MS, env: Object.fromEntries(kept), maxBuffer: 1 << 26 };
  return execute('npm', words, options);
}

/** The installed command. @returns its stdout; rejects when it does not exit with 0. */
async function posefleet(...words: string[]): Promise<string> {
  const { stdout } = await npm(['exec', '--offline', '--', 'posefleet', ...words], app);
  return stdout;
}

test('the tarball holds compiled code and documents, no sources and no tests', () => {
  const paths = packed.files.map(({ path }) => path);
  assert.ok(paths.includes('dist/cli/posefleet.js'));
  assert.deepEqual(
    paths.filter((path) => /\.ts$|\.test\.|testing\//.test(path)),
    [],
  );
  const known = /^(dist\/(cli|core|models)\/|package\.json$|README|LICENSE$|NOTICE$|CHANGELOG)/;
  assert.deepEqual(
    paths.filter((path) => !known.test(path)),
    [],
  );
});

test('the command shows its help', async () => {
  assert.match(await posefleet('--help'), /Usage: posefleet[\s\S]+Exit codes:/);
});

test('the command talks to a service', async () => {
  const page = { total_tasks: 0, tasks: [], next_cursor: null };
  const server = createServer((_request, response) => response.end(JSON.stringify(page)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.deepEqual(JSON.parse(await posefleet('list', '--json', '--url', url)), page);
  } finally {
    server.close();
  }
});

test('the command knows its models', async () => {
  assert.match(await posefleet('models', 'list'), /movenet-multipose/);
});

test('every package that the compiled code imports is installed with it', async () => {
  const dist = join(app, 'node_modules/posefleet/dist');
  const { dependencies } = JSON.parse(await readFile(join(dist, '../package.json'), 'utf8'));
  const wanted = new Set<string>();
  await init;
  for (const path of await readdir(dist, { recursive: true })) {
    if (!path.endsWith('.js')) continue;
    for (const { specifier: name } of parse(await readFile(join(dist, path), 'utf8'))[0]) {
      if (name && /^[@\w]/.test(name)) wanted.add(packageOf(name));
    }
  }
  const missing = [...wanted].filter((name) => !(name in dependencies) && !isBuiltin(name));
  assert.deepEqual(missing, []);
  assert.ok(wanted.has('commander'));
});

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}
