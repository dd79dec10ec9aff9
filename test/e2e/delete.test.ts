/** Deleting: work stops, files go, and nothing brings a task back. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ENV, requireEnv } from '../../core/environment.ts';
import { handler as reconcile } from '../../lambdas/reconcile.ts';
import { batchEvent } from '../support/batch-event.ts';
import { assertRefused, eventually } from './client.ts';
import { makeLongClip, makeShortClip } from './clips.ts';
import { BUCKETS, type Harness, startHarness } from './harness.ts';
import { NO_PROCESS_LIST, workersOf } from './worker-processes.ts';

describe('DELETE /tasks/{task_id}', () => {
  let service: Harness;
  let people: string;
  let sqs: SQSClient;
  before(async () => {
    service = await startHarness();
    people = await makeShortClip(service.file('people.mp4'), 15);
    sqs = new SQSClient();
  });
  after(async () => {
    sqs.destroy();
    await service.close();
  });

  const remove = (taskId: string, query = '') => service.client.request('DELETE', `/tasks/${taskId}${query}`);

  async function assertGone(taskId: string): Promise<void> {
    assertRefused(await service.client.request('GET', `/status/${taskId}`), 404, 'task_not_found');
    assertRefused(await remove(taskId), 404, 'task_not_found');
    assert.ok((await service.client.tasks()).tasks.every(({ task_id }) => task_id !== taskId));
  }

  async function filesOf(taskId: string): Promise<number | undefined> {
    const command = new ListObjectsV2Command({ Bucket: BUCKETS.results, Prefix: `results/${taskId}/` });
    return (await service.s3.send(command)).KeyCount;
  }

  /** Waits until the handlers have taken all messages there were. */
  async function untilQueueIsEmpty(): Promise<void> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const command = new GetQueueAttributesCommand({
      QueueUrl: requireEnv(ENV.queueUrl),
      AttributeNames: [...names],
    });
    await eventually(async () => {
      const { Attributes = {} } = await sqs.send(command);
      assert.deepEqual(
        names.map((name) => Attributes[name]),
        ['0', '0'],
      );
    });
  }

  it('takes results and video along, for good', async () => {
    const key = await service.client.upload(people, 'mine.mp4');
    const taskId = await service.client.process(key);
    await service.client.untilCompleted(taskId);
    assert.ok(((await filesOf(taskId)) ?? 0) >= 3);
    const { total_tasks } = await service.client.health();

    const answer = await remove(taskId, '?results=true&source=true');
    assert.deepEqual(answer.json, { message: `Task ${taskId} deleted successfully` });
    await assertGone(taskId);
    await assert.rejects(service.s3.send(new HeadObjectCommand({ Bucket: BUCKETS.media, Key: key })), {
      name: 'NotFound',
    });
    await eventually(async () => assert.equal(await filesOf(taskId), 0));

    const message = { QueueUrl: requireEnv(ENV.queueUrl), MessageBody: JSON.stringify({ task_id: taskId }) };
    await sqs.send(new SendMessageCommand(message));
    for (const status of ['RUNNING', 'FAILED', 'SUCCEEDED']) {
      await reconcile(batchEvent([taskId], { jobId: 'a job that was late', status }));
    }
    await untilQueueIsEmpty();
    await assertGone(taskId);
    assert.equal(await filesOf(taskId), 0);
    assert.equal((await service.client.health()).total_tasks, total_tasks - 1);
  });

  it('leaves the results and the video unless asked', async () => {
    const key = await service.client.upload(people, 'kept.mp4');
    const taskId = await service.client.process(key);
    const { downloads } = await service.client.untilCompleted(taskId);
    assert.equal((await remove(taskId)).status, 200);
    await assertGone(taskId);
    // Two sweeps: whatever they would remove is gone by then.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal((await fetch(downloads?.predictions_url ?? '')).status, 200);
    assert.equal((await fetch(downloads?.visualization_url ?? '')).status, 200);
    await service.s3.send(new HeadObjectCommand({ Bucket: BUCKETS.media, Key: key }));
  });

  it('does not remove a file of this machine', async () => {
    const taskId = await service.client.process(people, { options: { end_seconds: 0.1 } });
    const refused = await remove(taskId, '?source=true');
    assertRefused(refused, 422, 'request_invalid');
    assert.equal(refused.json.issues[0].field, 'source');
    await service.client.untilCompleted(taskId);
    assert.equal((await remove(taskId)).status, 200);
  });

  it('stops a task that is being worked on, and its worker', { skip: NO_PROCESS_LIST }, async () => {
    const data = join(service.folder, 'data');
    const long = await makeLongClip(people, service.file('long.mp4'));
    const taskId = await service.client.process(long);
    await service.client.untilAtWork(taskId);
    assert.equal(workersOf(data).filter(({ isWorker }) => isWorker).length, 1);
    assert.equal((await remove(taskId, '?results=true')).status, 200);
    await assertGone(taskId);
    await eventually(() => assert.deepEqual(workersOf(data), []), 10_000);
    await eventually(async () => assert.equal(await filesOf(taskId), 0));
    const { active_tasks, queued_tasks } = await service.client.health();
    assert.deepEqual([active_tasks, queued_tasks], [0, 0]);
    await assertGone(taskId);
  });
});
