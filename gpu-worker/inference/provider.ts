/** Where models run. */
import { ENV, envOr } from '../../core/environment.ts';

/** An execution provider of ONNX Runtime, by its name there. */
export type Provider = (typeof PROVIDERS)[number];

const PROVIDERS = ['cpu', 'cuda'] as const;

/** `POSEFLEET_PROVIDER`, or the CPU. @throws Error when it is set to something else. */
export function providerFromEnvironment(): Provider {
  const name = envOr(ENV.provider, 'cpu');
  const provider = PROVIDERS.find((known) => known === name);
  if (provider !== undefined) return provider;
  throw new Error(`The environment variable ${ENV.provider} must be ${PROVIDERS.join(' or ')}, not ${name}.`);
}
