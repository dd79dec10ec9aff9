/** npm's own settings (registry, proxy, certificates, credentials), so that a company's mirror works without more. */
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Config from '@npmcli/config';
import npm from '@npmcli/config/lib/definitions/index.js';

const runFile = promisify(execFile);

/** npm waits 10 s and more between its three tries, which looks like a program that hangs. In milliseconds. */
const RETRY = { retries: 2, factor: 4, minTimeout: 500, maxTimeout: 5_000 };

/**
 * Reads npm's settings from the environment (`npm_config_*`) and the npmrc files, as options for pacote. The cache is
 * left out: 145 MB that are needed once do not belong there.
 */
export async function readNpmSettings(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, unknown>> {
  const config = new Config({
    ...npm,
    npmPath: dirname(fileURLToPath(import.meta.url)),
    argv: [],
    env: { ...environment, ...(await globalSettings(environment)) },
    warn: false,
  });
  await config.load();
  return { ...config.flat, retry: RETRY, cache: undefined };
}

/** Address of the registry that npm uses for a package; a scope may have one of its own. */
export function registryOf(packageName: string, settings: Readonly<Record<string, unknown>>): string {
  const [scope = ''] = packageName.split('/');
  return String(settings[`${scope}:registry`] ?? settings.registry);
}

/** Where npm's global settings are. Only npm knows; when it started this process it has said so. */
async function globalSettings(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (environment.npm_config_globalconfig !== undefined) return {};
  try {
    const { stdout } = await runFile('npm', ['config', 'get', 'globalconfig'], { env: environment });
    return { npm_config_globalconfig: stdout.trim() };
  } catch {
    return {};
  }
}
