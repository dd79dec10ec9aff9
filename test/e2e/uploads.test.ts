/** Videos that come to the service: through `POST /uploads`, and dropped into the bucket. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assertRefused, eventually } from './client.ts';
import { makeShortClip } from './clips.ts';
import { BUCKETS, type Harness, OWNER, startHarness } from './harness.ts';

const UPLOAD_SCRIPT = fileURLToPath(new URL('../../lambdas/api/docs/upload.sh', import.meta.url));
const LARGE_BYTES = 300_000_000;
const FRAMES = 8;
const EMPTY = new Uint8Array();

describe('uploads', () => {
  let service: Harness;
  let people: string;
  before(async () => {
    service = await startHarness();
    people = await makeShortClip(service.file('people.mp4'), FRAMES);
  });
  after(() => service.close());

  const totalTasks = async () => (await service.client.health()).total_tasks;

  async function drop(key: string, fields: Partial<PutObjectCommandInput> = {}): Promise<void> {
    const Body = await readFile(people);
    await service.s3.send(new PutObjectCommand({ Bucket: BUCKETS.media, Key: key, Body, ...fields }));
  }

  /** Waits until the handler of uploads has seen all that was dropped. */
  async function untilTakenIn(): Promise<void> {
    const sqs = new SQSClient();
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'object-created' }));
    const url = new URL(new URL(QueueUrl).pathname, process.env.AWS_ENDPOINT_URL_SQS).href;
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    await eventually(async () => {
      const { Attributes = {} } = await sqs.send(command);
      const left = Number(Attributes.ApproximateNumberOfMessages);
      assert.equal(left + Number(Attributes.ApproximateNumberOfMessagesNotVisible), 0);
    });
    sqs.destroy();
  }

  it('300 MB go up by the README’s script, and arrive as they were', async () => {
    const large = service.file('large.mp4');
    await makeNoise(large);
    const total = await totalTasks();
    const { stdout } = await promisify(execFile)('bash', [UPLOAD_SCRIPT, large, service.client.url]);
    const { video_filename, bytes } = JSON.parse(stdout);
    assert.equal(bytes, LARGE_BYTES);
    const { Body } = await service.s3.send(
      new GetObjectCommand({ Bucket: BUCKETS.media, Key: video_filename }),
    );
    assert.equal(await hashOf(Body as NodeJS.ReadableStream), await hashOf(createReadStream(large)));
    assert.equal(await totalTasks(), total, 'an upload starts nothing by itself');

    const task = await service.client.untilEnded(await service.client.process(video_filename));
    assert.deepEqual([task.status, task.error?.code], ['failed', 'video_unreadable']);
    await untilTakenIn();
    assert.equal(await totalTasks(), total + 1);
  });

  it('a video that is uploaded and then processed is one task', async () => {
    const total = await totalTasks();
    const key = await service.client.upload(people, 'a walk + 100% café.mp4');
    await untilTakenIn();
    assert.equal(await totalTasks(), total);
    const task = await service.client.untilCompleted(await service.client.process(key));
    assert.equal((await service.client.predictions(task)).length, FRAMES);
    assert.match(task.result?.predictions_file ?? '', /a walk \+ 100% café_movenet-multipose\.json$/);
    await untilTakenIn();
    assert.equal(await totalTasks(), total + 1);
  });

  it('an upload that is not complete, or was ended, cannot be completed', async () => {
    const begun = await service.client.request('POST', '/uploads', {
      body: { file_name: 'large.mp4', bytes: LARGE_BYTES },
    });
    const path = `/uploads/${begun.json.upload_id}`;
    assertRefused(await service.client.request('POST', `${path}/complete`), 409, 'upload_incomplete');
    assert.equal((await service.client.request('DELETE', path)).status, 200);
    assertRefused(await service.client.request('POST', `${path}/complete`), 404, 'upload_not_found');
    const answer = await service.client.request('POST', '/process', {
      body: { video_filename: begun.json.video_filename },
    });
    assertRefused(answer, 404, 'video_not_found');
  });

  it('a video that is dropped starts one task, with the options of its metadata; what is no video, none', async () => {
    const total = await totalTasks();
    const key = `uploads/${OWNER}/day 1/walk+run 50% é.mp4`;
    await drop(`uploads/${OWNER}/day 1/`, { Body: EMPTY });
    await drop(`uploads/${OWNER}/empty.mp4`, { Body: EMPTY });
    await drop(`uploads/${OWNER}/day 1/walk.json`, { Body: '{}' });
    await drop('uploads/nobody.mp4');
    await drop(`media/${OWNER}/by-hand/walk.mp4`);
    await drop(key, { Metadata: { options: '{"frame_stride": 3}', visualization: 'false' } });
    await eventually(async () => assert.equal(await totalTasks(), total + 1));
    const [newest] = (await service.client.tasks()).tasks;
    const task = await service.client.untilCompleted(newest?.task_id ?? '');
    assert.deepEqual(
      [task.source, task.video_path, task.options],
      ['upload', `s3://${BUCKETS.media}/${key}`, { frame_stride: 3, visualization: false }],
    );
    assert.deepEqual(
      (await service.client.predictions(task)).map(({ frame_id }) => frame_id),
      [0, 3, 6],
    );
    await untilTakenIn();
    assert.equal(await totalTasks(), total + 1);
  });

  it('a dropped video with options that cannot be heeded fails with the reason', async () => {
    await drop(`uploads/${OWNER}/asks.mp4`, { Metadata: { max_people: 'many' } });
    const path = `s3://${BUCKETS.media}/uploads/${OWNER}/asks.mp4`;
    await eventually(async () => {
      const [task] = (await service.client.tasks('?status=failed&limit=1')).tasks;
      assert.deepEqual([task?.video_path, task?.error?.code], [path, 'request_invalid']);
      assert.match(task?.error?.message ?? '', /options\.max_people/);
    });
  });
});

/** A large file that is no video: chance at its beginning, in the middle and at its end, holes between. */
async function makeNoise(file: string): Promise<void> {
  await writeFile(file, '');
  await truncate(file, LARGE_BYTES);
  await using handle = await open(file, 'r+');
  const noise = randomBytes(1_000_000);
  for (const position of [0, LARGE_BYTES / 2, LARGE_BYTES - noise.length]) {
    await handle.write(noise, 0, noise.length, position);
  }
}

async function hashOf(content: NodeJS.ReadableStream): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(content, hash);
  return hash.digest('hex');
}
