/** Settings of the worker that are one of a few words: read by it, and by the local service before it accepts anything. */
import { ENV, type EnvironmentName, envOr, wrongSetting } from './environment.ts';

const PROVIDERS = ['cpu', 'cuda', 'webgpu'] as const;
const PROVIDER_SETTINGS = [...PROVIDERS, 'auto'] as const;
const HWACCEL_SETTINGS = ['auto', 'none', 'cuda'] as const;

/** An execution provider of ONNX Runtime, by its name there. */
export type Provider = (typeof PROVIDERS)[number];

/** What may be asked for: a provider, or the best that works on this machine. */
export type ProviderSetting = (typeof PROVIDER_SETTINGS)[number];

/** What decodes and encodes video. */
export type HwaccelSetting = (typeof HWACCEL_SETTINGS)[number];

/** `POSEFLEET_PROVIDER`, or the CPU. @throws PosefleetError `internal` when it is set to something else. */
export function providerFromEnvironment(): ProviderSetting {
  return wordOf(ENV.provider, PROVIDER_SETTINGS, 'cpu');
}

/** `POSEFLEET_HWACCEL`, or `auto`. @throws PosefleetError `internal` when it is set to something else. */
export function hwaccelFromEnvironment(): HwaccelSetting {
  return wordOf(ENV.hwaccel, HWACCEL_SETTINGS, 'auto');
}

function wordOf<Word extends string>(
  variable: EnvironmentName,
  words: readonly Word[],
  fallback: Word,
): Word {
  const word = envOr(variable, fallback);
  const setting = words.find((known) => known === word);
  if (setting !== undefined) return setting;
  throw wrongSetting(variable, `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not ${word}`);
}
