/** The configuration of a deployment: one object in the context of cdk.json, under `posefleet`. */
import * as z from 'zod';
import { LIMIT_DEFAULTS } from '../../core/limits.ts';
import { isOwnerName, OWNER_RULE } from '../../core/owner.ts';
import { CLIPS_A_JOB, MOST_CLIPS_A_JOB } from '../../core/short-clips.ts';
import { modelTroubles } from './model-rules.ts';

const owner = z.string().refine(isOwnerName, OWNER_RULE);
const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket of S3');
const whole = (least: number, most: number) => z.int().min(least).max(most);

const sourceBucket = z.strictObject({
  bucket: bucketName,
  owners: z.array(owner).min(1),
});

const instances = z
  .strictObject({
    types: z
      .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be an instance type, such as g5.xlarge'))
      .min(1)
      .optional()
      .describe(
        'Instance types, all of which the region must have. Default g4dn, g5 and g6 for gpu, m7i and m6i for cpu, all of size xlarge.',
      ),
    maxVcpus: whole(1, 10_000)
      .default(64)
      .describe('vCPUs of all machines together, at most. At rest there are none.'),
    spot: z.boolean().default(true).describe('Whether Spot machines are tried before on-demand ones.'),
  })
  .prefault({});

const job = z
  .strictObject({
    vcpus: whole(1, 192).default(4).describe('vCPUs of one job.'),
    memoryMiB: whole(1024, 1_000_000)
      .default(12_288)
      .describe('Memory of one job. Leave some of the machine to its agent.'),
    gpus: whole(1, 8).default(1).describe('GPUs of one job; with compute gpu alone.'),
    timeoutMinutes: whole(1, 10_080).default(360).describe('Longest time of one attempt of a job.'),
    attempts: whole(1, 10).default(10).describe('Attempts that Batch makes when a job is interrupted.'),
    chunkSeconds: whole(1, 10)
      .default(10)
      .describe(
        'Seconds of video in a chunk: what an interruption may cost. Less where a chunk takes minutes, as large models do without GPUs.',
      ),
    groupTasks: whole(1, MOST_CLIPS_A_JOB)
      .default(CLIPS_A_JOB.tasks)
      .describe('Short clips of one caller that share a job at most; 1 gives each video a job of its own.'),
    hwaccel: z
      .enum(['auto', 'none', 'cuda'])
      .default('auto')
      .describe(
        'What decodes and encodes video: auto tries the GPU where there is one, none leaves it to the processor.',
      ),
  })
  .prefault({});

const modelName = z.string().min(1).max(60);

/** As its entry has it: a name of capital letters would never be found. */
const addedName = modelName.regex(
  /^[a-z0-9]+(-[a-z0-9]+)*$/,
  'must be lower-case letters and digits, with single hyphens between them',
);

/** What the API has to know of a model that is not in the catalogue. */
const addedModel = z.strictObject({
  name: addedName,
  aliases: z.array(addedName).default([]),
  task: z.enum(['one-stage', 'top-down', 'detector']),
  detector: modelName.exactOptional(),
  mostPeople: whole(1, 1000).exactOptional(),
});

const models = z
  .strictObject({
    default: modelName.default('vitpose').describe('Model of requests that name none.'),
    defaultTopDown: modelName.default('vitpose').describe('Model of requests with boxes that name none.'),
    source: z
      .enum(['image', 'bucket'])
      .default('bucket')
      .describe(
        'Whether the weights are read from the models bucket, or built into the image: those of the two models above and of their detectors.',
      ),
    added: z
      .array(addedModel)
      .default([])
      .describe(
        'Models of your own that lie in the models bucket: `{name, aliases, task, detector, mostPeople}`, as in their entries.',
      ),
  })
  .superRefine((all, context) => {
    for (const { path, message } of modelTroubles(all)) context.addIssue({ code: 'custom', path, message });
  })
  .prefault({});

const api = z
  .strictObject({
    corsOrigins: z
      .array(z.string().regex(/^https:\/\/[^/\s]+$|^http:\/\/localhost(:\d+)?$/, 'must be https://HOST'))
      .default([])
      .describe('Origins of web pages that may call the API. None: CORS is off.'),
    requestsPerSecond: whole(1, 10_000)
      .default(50)
      .describe('Requests a second to each route and method, of all callers together.'),
    burst: whole(1, 5000).default(100).describe('Requests at one moment to each route and method.'),
    openRequestsPerSecond: whole(1, 1000)
      .default(5)
      .describe('Requests a second to each of the three routes that need no token.'),
    accountLogRole: z
      .boolean()
      .default(true)
      .describe(
        'Whether the deployment sets the one role with which API Gateway writes the logs of this account and region. false: the account has one.',
      ),
  })
  .prefault({});

const limits = z
  .strictObject({
    videoMinutes: whole(1, 10_080)
      .default(LIMIT_DEFAULTS.videoSeconds / 60)
      .describe('Longest video, or range of one that a request names.'),
    videoSide: whole(16, LIMIT_DEFAULTS.videoSide)
      .default(LIMIT_DEFAULTS.videoSide)
      .describe('Widest and highest picture of a video, in pixels.'),
    tasksInFlight: whole(1, 1_000_000)
      .default(LIMIT_DEFAULTS.tasksInFlight)
      .describe(
        'Unfinished tasks that one owner may have; requests at the same moment may exceed it by a few.',
      ),
    freeDiskGiB: z
      .number()
      .min(0.1)
      .max(1000)
      .default(LIMIT_DEFAULTS.freeDiskBytes / 2 ** 30)
      .describe(
        "Disk of the machine that a task must leave free, in GiB, beside three times its video's size.",
      ),
  })
  .prefault({});

/** Schema of the configuration. Unknown fields are refused. */
export const configSchema = z
  .strictObject({
    stage: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be up to 20 lower-case letters, digits and hyphens')
      .default('prod')
      .describe('Name of this deployment; several may stand in one account.'),
    account: z
      .string()
      .regex(/^\d{12}$/, 'must be 12 digits')
      .optional()
      .describe('AWS account. Default: that of the credentials at deploy.'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
      .optional()
      .describe('AWS region. Default: that of the credentials at deploy.'),
    owners: z.array(owner).min(1).default(['main']).describe('Callers: each has tasks and files of its own.'),
    defaultOwner: owner
      .optional()
      .describe('Owner of videos dropped in a folder that names no owner. Default: the first of owners.'),
    sourceBuckets: z
      .array(sourceBucket)
      .max(20)
      .default([])
      .describe('Further buckets that may be read, and by which owners: `{bucket, owners}`.'),
    compute: z
      .enum(['gpu', 'cpu'])
      .default('cpu')
      .describe('Machines with GPUs, or without: a new account has no quota of GPUs.'),
    instances,
    job,
    models,
    api,
    limits,
    maxUploadGiB: z
      .number()
      .min(0.1)
      .max(500)
      .default(LIMIT_DEFAULTS.videoBytes / 2 ** 30)
      .describe(
        'Largest video, in GiB, whichever way it comes. The disks of the machines are made to hold it.',
      ),
    retentionDays: whole(1, 3650)
      .default(30)
      .describe('Days for which ended tasks and their results are kept.'),
    logRetentionDays: z
      .union([1, 3, 5, 7, 14, 30, 60, 90, 120, 180, 365, 400, 545, 731].map((days) => z.literal(days)))
      .default(30)
      .describe('Days for which logs are kept; one of those that CloudWatch offers.'),
    network: z
      .enum(['public', 'private'])
      .default('public')
      .describe(
        'public: machines in public subnets that nothing can connect to. private: no way to the internet, interface endpoints at a price.',
      ),
    budgetUsdPerMonth: z
      .number()
      .positive()
      .optional()
      .describe('Monthly budget in US dollars: alarms at 80 % and at 100 % forecast. Needs alarmEmail.'),
    alarmEmail: z
      .email()
      .optional()
      .describe('Address that hears of alarms. Default: nobody; the topic is there.'),
    image: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The worker's image in a registry, by digest or by a tag that is never moved. Default: built from gpu-worker/Dockerfile at deploy.",
      ),
    keepData: z
      .boolean()
      .default(true)
      .describe('Whether tables and buckets outlive the stack when it is removed.'),
  })
  .superRefine((config, context) => {
    const { owners, defaultOwner, sourceBuckets, budgetUsdPerMonth, alarmEmail } = config;
    const buckets = sourceBuckets.map(({ bucket }) => bucket);
    for (const [field, names] of Object.entries({ owners, sourceBuckets: buckets })) {
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined)
        context.addIssue({ code: 'custom', path: [field], message: `names ${twice} twice` });
    }
    if (config.job.hwaccel === 'cuda' && config.compute === 'cpu') {
      const message = 'is cuda, and the machines have no GPU (posefleet.compute is cpu)';
      context.addIssue({ code: 'custom', path: ['job', 'hwaccel'], message });
    }
    const unknown = (path: (string | number)[], name: string) =>
      context.addIssue({ code: 'custom', path, message: `names ${name}, which is not one of owners` });
    if (defaultOwner !== undefined && !owners.includes(defaultOwner)) unknown(['defaultOwner'], defaultOwner);
    for (const [index, entry] of sourceBuckets.entries()) {
      for (const name of entry.owners) {
        if (!owners.includes(name)) unknown(['sourceBuckets', index, 'owners'], name);
      }
    }
    if (budgetUsdPerMonth !== undefined && alarmEmail === undefined) {
      context.addIssue({ code: 'custom', path: ['alarmEmail'], message: 'is needed by budgetUsdPerMonth' });
    }
  });

/** A valid configuration, with its defaults. */
export type PosefleetConfig = z.output<typeof configSchema>;

/** Key of the configuration in the context of cdk.json. */
export const CONFIG_KEY = 'posefleet';

/** A configuration that is refused; its message is for whoever wrote it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the configuration.
 *
 * @param context what stands under `posefleet` in cdk.json, or the JSON of it, as `-c posefleet='{…}'` gives it;
 *   undefined for the defaults.
 * @throws ConfigurationError that names each wrong field, such as `posefleet.job.gpus: …`.
 */
export function parseConfig(context: unknown): PosefleetConfig {
  const parsed = configSchema.safeParse(fromJson(context) ?? {});
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `  ${[CONFIG_KEY, ...path].join('.')}: ${message}`,
  );
  throw new ConfigurationError(`The configuration in cdk.json is not valid:\n${lines.join('\n')}`);
}

function fromJson(context: unknown): unknown {
  if (typeof context !== 'string') return context;
  try {
    return JSON.parse(context);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ConfigurationError(`The configuration in -c ${CONFIG_KEY}=… is not JSON: ${reason}`);
  }
}

/** The owner of videos that are dropped in nobody's folder. */
export function defaultOwnerOf({ owners, defaultOwner }: PosefleetConfig): string {
  return defaultOwner ?? (owners[0] as string);
}
