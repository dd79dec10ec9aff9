/** Holds the permissions of each function to the calls that its code makes: none is missing, none is left over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../core/functions.ts';
import { parseConfig } from '../config/config.ts';
import { Queues } from '../queues/queues.ts';
import { Storage } from '../storage/storage.ts';
import { type Grant, grantsOf } from '../testing/policies.ts';
import { templateOf } from '../testing/test-stack.ts';
import { Functions } from './functions.ts';

/** Actions by the command of the SDK that needs them. */
const ACTIONS: Record<string, string[]> = {
  GetCommand: ['dynamodb:GetItem'],
  BatchGetCommand: ['dynamodb:BatchGetItem'],
  PutCommand: ['dynamodb:PutItem'],
  UpdateCommand: ['dynamodb:UpdateItem'],
  DeleteCommand: ['dynamodb:DeleteItem'],
  QueryCommand: ['dynamodb:Query'],
  // Without the right to list, what is not there is answered by 403.
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  GetObjectCommand: ['s3:GetObject'],
  PutObjectCommand: ['s3:PutObject'],
  CreateMultipartUploadCommand: ['s3:PutObject'],
  UploadPartCommand: ['s3:PutObject'],
  CompleteMultipartUploadCommand: ['s3:PutObject'],
  AbortMultipartUploadCommand: ['s3:AbortMultipartUpload'],
  ListPartsCommand: ['s3:ListMultipartUploadParts'],
  paginateListObjectsV2: ['s3:ListBucket'],
  DeleteObjectCommand: ['s3:DeleteObject'],
  DeleteObjectsCommand: ['s3:DeleteObject'],
  SendMessageCommand: ['sqs:SendMessage'],
  SendMessageBatchCommand: ['sqs:SendMessage'],
  ChangeMessageVisibilityCommand: ['sqs:ChangeMessageVisibility'],
  GetQueueAttributesCommand: ['sqs:GetQueueAttributes'],
  SubmitJobCommand: ['batch:SubmitJob', 'batch:TagResource'],
  TerminateJobCommand: ['batch:TerminateJob'],
  DescribeJobsCommand: ['batch:DescribeJobs'],
  PutEventsCommand: ['events:PutEvents'],
};

/** What Lambda itself does with the role of a function, by what starts it. */
const CONSUMES = [
  'ReceiveMessage',
  'ChangeMessageVisibility',
  'GetQueueUrl',
  'DeleteMessage',
  'GetQueueAttributes',
];
const READS_STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
/** What fails for good goes to the queue of the undelivered. */
const GIVES_UP = ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];
const BY_TRIGGER: Partial<Record<FunctionSpec['trigger']['kind'], string[]>> = {
  queue: CONSUMES.map((action) => `sqs:${action}`),
  'task-ends': [...READS_STREAM.map((action) => `dynamodb:${action}`), ...GIVES_UP],
  'job-events': GIVES_UP,
};
/** Every function writes its log and its traces. */
const ALWAYS = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const compute = {
  jobQueue: { jobQueueArn: 'arn:aws:batch:eu-central-1:111122223333:job-queue/jobs' },
  jobDefinitionArn: 'arn:aws:batch:eu-central-1:111122223333:job-definition/worker:7',
};
const grants = grantsOf(
  templateOf((stack) => {
    const config = parseConfig({});
    const storage = new Storage(stack, 'Storage', { config });
    new Functions(stack, 'Functions', { config, storage, queues: new Queues(stack, 'Queues'), compute });
  }),
);

function grantsTo(name: FunctionName): Grant[] {
  const role = new RegExp(`^Functions${name.replace('-', '')}role[0-9A-F]{8}$`);
  return grants.filter((grant) => role.test(grant.role));
}

/** The code of a function without the packages it uses and without what it does not call. */
async function codeOf(name: FunctionName): Promise<string> {
  const entry = fileURLToPath(new URL(`../../lambdas/${name}.ts`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** Commands and paginators of the SDK that the code calls. */
function callsIn(code: string): string[] {
  const found = code.matchAll(/\bnew (\w+Command)\(|\b(paginate\w+)\(/g);
  return [...new Set([...found].map(([, command, paginator]) => command ?? paginator ?? ''))];
}

for (const [key, spec] of Object.entries(FUNCTIONS) as [FunctionName, FunctionSpec][]) {
  test(`${key} may do what it does, and nothing else`, async () => {
    const calls = callsIn(await codeOf(key));
    for (const call of calls)
      assert.ok(ACTIONS[call], `The actions of ${call} are to be added to this test.`);
    const own = calls.flatMap((call) => ACTIONS[call] ?? []);
    const needed = new Set([...own, ...(BY_TRIGGER[spec.trigger.kind] ?? []), ...ALWAYS]);
    const granted = new Set(grantsTo(key).map(({ action }) => action));
    const missing = [...needed].filter((action) => !granted.has(action));
    const leftOver = [...granted].filter((action) => !needed.has(action));
    assert.deepEqual({ missing, leftOver }, { missing: [], leftOver: [] });
  });
}
