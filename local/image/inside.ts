/**
 * Runs within the worker's image, handed to Node on standard input, and prints what it finds there as JSON. It may
 * import nothing but Node's own modules and the image's packages.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, lstatSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What is found. */
export interface Inside {
  user: string;
  node: string;
  ffmpeg: string;
  ffprobe: string;
  /** Folders that can be written, `/dev`, `/proc` and `/sys` left aside. */
  writable: string[];
  /** Programs that nothing of the worker needs. */
  superfluous: string[];
  /** Packages of the distribution for building software. */
  developing: string[];
  /** Programs that run as somebody else than who starts them. */
  setuid: string[];
  /** Libraries that ONNX Runtime does not find; the driver, which a host lends, is not counted. */
  missingLibraries: string[];
  /** Words of this machine's settings that have no business in an image. */
  leftovers: string[];
  models: string[];
  /** Input of the first model after it was opened; nothing when there are no models. */
  opened: string[];
  environment: Record<string, string | undefined>;
}

const SUPERFLUOUS = [
  'npm',
  'npx',
  'corepack',
  'yarn',
  'gcc',
  'cc',
  'g++',
  'make',
  'python3',
  'curl',
  'wget',
  'git',
  'pip',
  'ssh',
];
const LEFTOVERS = [
  '/usr/local/etc/npmrc',
  '/etc/pip.conf',
  '/root/.npmrc',
  '/src',
  '/wheel',
  '/var/lib/apt/lists/lock',
];
const VARIABLES = [
  'NODE_ENV',
  'ORT_DISABLE_TELEMETRY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'NVIDIA_DRIVER_CAPABILITIES',
];
const SETUID_OR_SETGID = 0o6000;
const ELSEWHERE = ['/dev', '/proc', '/sys'];

function run(file: string, ...args: string[]): string {
  return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** Folders that could be written, wherever they lie. Node's access asks the kernel, which knows what is read-only. */
function writableFolders(folder = '/'): string[] {
  if (ELSEWHERE.includes(folder)) return [];
  if (isAllowed(folder, constants.W_OK)) return [folder];
  if (!isAllowed(folder, constants.R_OK | constants.X_OK)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => writableFolders(join(folder, name)));
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
}

function packagesForDevelopers(): string[] {
  const lines = run('dpkg-query', '--show').split('\n');
  const installed = lines.map((line) => line.split('\t')[0] ?? '');
  return installed.filter((name) => /-dev(:|$)|^(gcc|g\+\+|make|build-essential)(-[\d.]+)?(:|$)/.test(name));
}

/** A user could become root by one; Batch has no way to forbid it from outside. */
function setuidPrograms(folder = '/'): string[] {
  if (ELSEWHERE.includes(folder) || !isAllowed(folder, constants.R_OK | constants.X_OK)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return setuidPrograms(path);
    return entry.isFile() && (lstatSync(path).mode & SETUID_OR_SETGID) !== 0 ? [path] : [];
  });
}

function missingLibraries(): string[] {
  const folder = '/app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
  const missing = readdirSync(folder).flatMap((file) =>
    run('ldd', join(folder, file))
      .split('\n')
      .filter((line) => line.includes('not found')),
  );
  return [...new Set(missing.map((line) => line.trim().split(' ')[0] ?? ''))].filter(
    (name) => name !== 'libcuda.so.1',
  );
}

async function openFirst(folder: string, models: string[]): Promise<string[]> {
  const [model] = models;
  if (model === undefined) return [];
  const ort = createRequire('/app/main.mjs')('onnxruntime-node');
  const session = await ort.InferenceSession.create(join(folder, model), { executionProviders: ['cpu'] });
  return session.inputNames;
}

function version(program: string): string {
  return /version (\S+)/.exec(run(program, '-version'))?.[1] ?? '';
}

const folder = '/models';
const models = readdirSync(folder);
const found: Inside = {
  user: `${process.getuid?.()}:${process.getgid?.()}`,
  node: process.version,
  ffmpeg: version('ffmpeg'),
  ffprobe: version('ffprobe'),
  writable: writableFolders(),
  superfluous: SUPERFLUOUS.filter(isOnPath),
  developing: packagesForDevelopers(),
  setuid: setuidPrograms(),
  missingLibraries: missingLibraries(),
  leftovers: LEFTOVERS.filter((path) => existsSync(path)),
  models,
  opened: await openFirst(folder, models),
  environment: Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]])),
};
console.log(JSON.stringify(found));
