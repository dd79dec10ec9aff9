/** The Lambda bundles that lie in the cloud assembly, not only their sources, answer events. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../core/functions.ts';
import { createTask } from '../../core/store/create-task.ts';
import { readTask } from '../../core/store/read-task.ts';
import { createToken } from '../../core/store/tokens.ts';
import { transition } from '../../core/store/transition.ts';
import { EVENT_SOURCE, TASK_ENDED } from '../../core/task-ended.ts';
import { gatewayEvent } from '../api/gateway-event.ts';
import { makeMedia, temporaryFolder } from '../media/make-media.ts';
import { batchEvent } from '../support/batch-event.ts';
import { objectCreatedEvent } from '../support/object-created-event.ts';
import { type RecordingEventBus, startRecordingEventBus } from '../support/recording-event-bus.ts';
import { sampleTask } from '../support/sample-task.ts';
import { streamEvent } from '../support/stream-event.ts';
import { sqsEvent, startTestCloud, TEST_BUCKETS, type TestCloud } from '../support/test-cloud.ts';
import { openTestTokens, TEST_TOKENS_TABLE, type TestTokens } from '../support/test-tokens.ts';
import { type Assembly, bundleOf, synthesise } from './assembly.ts';
import { callBundle } from './run-bundle.ts';

const MOST_BYTES = 1.5e6;
/** Packages that must not lie in a bundle, by a text that each of them holds and that minifying keeps. */
const HEAVY = ['onnxruntime', 'skia.linux', 'ffmpeg-installer', 'fluent-ffmpeg'];
const METHOD_ARN = 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/GET/tasks';

let assembly: Assembly;
let cloud: TestCloud;
let tokens: TestTokens;
let bus: RecordingEventBus;

before(async () => {
  assembly = await synthesise({ owners: ['ann', 'ben'], defaultOwner: 'ben', limits: { videoMinutes: 1 } });
  cloud = await startTestCloud();
  bus = await startRecordingEventBus();
  process.env.AWS_ENDPOINT_URL_EVENTBRIDGE = bus.endpoint;
});
after(async () => {
  assembly.remove();
  await bus.close();
  await cloud.close();
});

function call(name: FunctionName, event: unknown) {
  const names = [
    ENV.table,
    ENV.queueUrl,
    ENV.jobQueue,
    ENV.jobDefinition,
    ENV.mediaBucket,
    ENV.resultsBucket,
  ];
  const standIns = Object.fromEntries(names.map((variable) => [variable, process.env[variable] as string]));
  return callBundle(assembly, name, event, { ...standIns, [ENV.tokensTable]: TEST_TOKENS_TABLE });
}

async function putVideo(Key: string, Metadata: Record<string, string> = {}): Promise<void> {
  await cloud.s3.send(new PutObjectCommand({ Bucket: TEST_BUCKETS.media, Key, Body: 'video', Metadata }));
}

describe('each bundle', () => {
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    it(`${name} is small and light`, async () => {
      const file = bundleOf(assembly, name);
      assert.ok(statSync(file).size <= MOST_BYTES, `${statSync(file).size} bytes`);
      const code = await readFile(file, 'utf8');
      assert.deepEqual(
        HEAVY.filter((text) => code.includes(`${text}/`) || code.includes(`"${text}"`)),
        [],
      );
    });
  }
});

describe('the API', () => {
  it('answers the three open routes without an owner', async () => {
    for (const path of ['/health', '/openapi.json', '/docs']) {
      const { result } = await call('api', gatewayEvent({ method: 'GET', path }));
      assert.equal(result.statusCode, 200, path);
    }
  });

  it('refuses a request that no authorizer has seen', async () => {
    const { result } = await call('api', gatewayEvent({ method: 'GET', path: '/tasks' }));
    assert.equal(result.statusCode, 401);
    assert.equal(JSON.parse(result.body).code, 'unauthorized');
  });

  it("accepts a task of the caller's own video and sends it to the queue", async () => {
    const key = 'media/ann/0/a b+c%20é.mp4';
    await putVideo(key);
    const body = { video_filename: key };
    const event = gatewayEvent({ method: 'POST', path: '/process', owner: 'ann', body });
    const { result } = await call('api', event);
    assert.equal(result.statusCode, 202, result.body);
    assert.deepEqual(await cloud.sentTasks(), [JSON.parse(result.body).task_id]);
  });

  it("does not find somebody else's video", async () => {
    await putVideo('media/ben/0/a.mp4');
    const body = { video_filename: 'media/ben/0/a.mp4' };
    const event = gatewayEvent({ method: 'POST', path: '/process', owner: 'ann', body });
    const { result } = await call('api', event);
    assert.equal(JSON.parse(result.body).code, 'video_not_found');
  });
});

describe('the authorizer', () => {
  let tasks: string | undefined;
  before(async () => {
    tokens = await openTestTokens();
    tasks = process.env.AWS_ENDPOINT_URL_DYNAMODB;
    process.env.AWS_ENDPOINT_URL_DYNAMODB = tokens.endpoint;
  });
  after(async () => {
    await tokens.close();
    process.env.AWS_ENDPOINT_URL_DYNAMODB = tasks;
  });

  it('knows a token and refuses any other', async () => {
    const made = await createToken(tokens.store, { name: 'laptop', owner: 'ann' });
    const event = (token = '') => ({
      type: 'TOKEN',
      methodArn: METHOD_ARN,
      authorizationToken: `Bearer ${token}`,
    });
    const { result, log } = await call('authorize', event(made?.token));
    assert.equal(result.context.owner, 'ann');
    assert.ok(!log.includes(made?.token as string));
    const stranger = await call('authorize', event(`pf_${'A'.repeat(43)}`));
    assert.equal(stranger.error, 'Unauthorized');
  });
});

describe('the other functions', () => {
  it('dispatch submits a job of the owner', async () => {
    const task = sampleTask();
    await createTask(cloud.store, task);
    const { result } = await call('dispatch', sqsEvent(JSON.stringify({ task_id: task.task_id })));
    assert.deepEqual(result, { batchItemFailures: [] });
    assert.equal((await readTask(cloud.store, task.task_id))?.batch_job_id, 'job-1');
    assert.equal(cloud.batch.submitted[0]?.shareIdentifier, 'ann');
  });

  it('dispatch refuses a video by its header, in a thread of the same bundle', async () => {
    const folder = await temporaryFolder();
    const picture = 'color=size=64x64:rate=5:duration=61';
    const file = await makeMedia({ file: join(folder, 'long.mp4'), picture, options: ['-c:v', 'libx264'] });
    const video = { bucket: TEST_BUCKETS.media, key: 'media/ann/0/long.mp4' };
    const Body = await readFile(file);
    await cloud.s3.send(new PutObjectCommand({ Bucket: video.bucket, Key: video.key, Body }));
    await rm(folder, { recursive: true });
    const task = sampleTask({ video });
    await createTask(cloud.store, task);
    const { result, log } = await call('dispatch', sqsEvent(JSON.stringify({ task_id: task.task_id })));
    assert.deepEqual(result, { batchItemFailures: [] }, log);
    const record = await readTask(cloud.store, task.task_id);
    assert.deepEqual([record?.error?.code, record?.batch_job_id], ['too_long', undefined], log);
  });

  it('dead-letter fails a task that could not be dispatched', async () => {
    const task = sampleTask();
    await createTask(cloud.store, task);
    await call('dead-letter', sqsEvent(JSON.stringify({ task_id: task.task_id })));
    assert.equal((await readTask(cloud.store, task.task_id))?.error?.code, 'internal');
  });

  it('ingest-upload makes a task of a video whose key has every odd character', async () => {
    const key = 'uploads/ann/a b/50%+é.mp4';
    await putVideo(key, { max_people: '2' });
    const { result } = await call('ingest-upload', sqsEvent(objectCreatedEvent({ key })));
    assert.deepEqual(result, { batchItemFailures: [] });
    const [id = ''] = await cloud.sentTasks();
    const record = await readTask(cloud.store, id);
    assert.deepEqual(record?.video, { bucket: TEST_BUCKETS.media, key });
    assert.deepEqual([record?.owner, record?.options.max_people], ['ann', 2]);
  });

  it('reconcile ends the task of a job that ran out of memory', async () => {
    const task = sampleTask();
    await createTask(cloud.store, task);
    await transition(cloud.store, task.task_id, { type: 'submitted', run: 1, job: 'job-oom' });
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    const end = { jobId: 'job-oom', status: 'FAILED', container: { exitCode: 137, reason } };
    await call('reconcile', batchEvent([task.task_id], end));
    assert.equal((await readTask(cloud.store, task.task_id))?.error?.code, 'out_of_memory');
  });

  it('sweep runs and counts', async () => {
    const { result } = await call('sweep', {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      detail: {},
    });
    assert.deepEqual(Object.keys(result).sort(), ['buried', 'resent', 'tidied']);
  });

  it('announce tells the event bus of a task that has ended', async () => {
    const before = { ...sampleTask(), pk: 'x', status: 'processing' };
    const after = { ...before, status: 'completed', completed_at: new Date().toISOString() };
    const { result } = await call('announce', streamEvent({ before, after }));
    assert.deepEqual(result, { batchItemFailures: [] });
    const [entry] = bus.requests.flat();
    assert.deepEqual([entry?.Source, entry?.DetailType], [EVENT_SOURCE, TASK_ENDED]);
    assert.equal(JSON.parse(entry?.Detail ?? '{}').task_id, before.task_id);
  });
});
