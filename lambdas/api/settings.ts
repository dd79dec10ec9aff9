/** Settings of the API, read from the environment once. */
import * as z from 'zod';
import { ENV, envNumberOr, envOr, requireEnv } from '../../core/environment.ts';
import { LIMIT_DEFAULTS } from '../../core/limits.ts';
import { jsonFromEnvironment, ownerField, type Tenancy, tenancyFromEnvironment } from '../tenancy.ts';
import { type KnownModel, modelsFromEnvironment } from './known-models.ts';

/** What the API needs to know about where it runs. */
export interface ApiSettings {
  mediaBucket: string;
  /** Further buckets whose objects may be named, and the owners who may. */
  sourceBuckets: ReadonlyMap<string, readonly string[]>;
  /** The callers; absent in the local service. */
  tenancy?: Tenancy;
  /** Files of this machine, in the local service alone. */
  files?: { bucket: string; folder: string };
  /** Largest video, whichever way it comes. */
  maxUploadBytes: number;
  /** Unfinished tasks that one caller may have. */
  maxTasksInFlight: number;
  defaultModel: string;
  defaultTopDownModel: string;
  /** The models that requests may name. */
  models: readonly KnownModel[];
}

/** @throws Error with a full sentence when a variable is missing or wrong. */
export function settingsFromEnvironment(): ApiSettings {
  const filesBucket = envOr(ENV.filesBucket, '');
  const tenancy = tenancyFromEnvironment();
  return {
    mediaBucket: requireEnv(ENV.mediaBucket),
    sourceBuckets: sourceBucketsFromEnvironment(),
    ...(tenancy === undefined ? {} : { tenancy }),
    ...(filesBucket === '' ? {} : { files: { bucket: filesBucket, folder: requireEnv(ENV.filesFolder) } }),
    maxUploadBytes: envNumberOr(ENV.maxUploadBytes, LIMIT_DEFAULTS.videoBytes),
    maxTasksInFlight: envNumberOr(ENV.maxTasksInFlight, LIMIT_DEFAULTS.tasksInFlight),
    defaultModel: envOr(ENV.defaultModel, 'movenet-multipose'),
    defaultTopDownModel: envOr(ENV.defaultTopDownModel, 'movenet-thunder'),
    models: modelsFromEnvironment(),
  };
}

const sourceBucketsSchema = z.record(z.string().min(1), z.array(ownerField).min(1));

/**
 * The grants. Our own buckets are no source buckets: a grant would show one owner's files to another.
 *
 * @throws Error that names the variable when it is wrong.
 */
function sourceBucketsFromEnvironment(): ReadonlyMap<string, readonly string[]> {
  if (envOr(ENV.sourceBuckets, '') === '') return new Map();
  const granted = new Map(Object.entries(jsonFromEnvironment(ENV.sourceBuckets, sourceBucketsSchema)));
  for (const own of [ENV.mediaBucket, ENV.resultsBucket] as const) {
    if (!granted.has(requireEnv(own))) continue;
    throw new Error(`The environment variable ${ENV.sourceBuckets} must not name the bucket of ${own}.`);
  }
  return granted;
}
