/** Settings of the API, read from the environment once. */
import { ENV, envNumberOr, envOr, requireEnv } from '../../core/environment.ts';

/** What the API needs to know about where it runs. */
export interface ApiSettings {
  mediaBucket: string;
  /** Further buckets whose objects may be named. */
  sourceBuckets: readonly string[];
  /** Files of this machine, in the local service alone. */
  files?: { bucket: string; folder: string };
  maxUploadBytes: number;
  defaultModel: string;
  defaultTopDownModel: string;
}

/** 20 GiB. */
const MAX_UPLOAD_BYTES = 20 * 2 ** 30;

/** @throws Error with a full sentence when a variable is missing or wrong. */
export function settingsFromEnvironment(): ApiSettings {
  const filesBucket = envOr(ENV.filesBucket, '');
  return {
    mediaBucket: requireEnv(ENV.mediaBucket),
    sourceBuckets: envOr(ENV.sourceBuckets, '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    ...(filesBucket === '' ? {} : { files: { bucket: filesBucket, folder: requireEnv(ENV.filesFolder) } }),
    maxUploadBytes: envNumberOr(ENV.maxUploadBytes, MAX_UPLOAD_BYTES),
    defaultModel: envOr(ENV.defaultModel, 'movenet-multipose'),
    defaultTopDownModel: envOr(ENV.defaultTopDownModel, 'movenet-thunder'),
  };
}
