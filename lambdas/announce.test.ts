import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { ENV } from '../core/environment.ts';
import { log } from '../core/log.ts';
import { toItem } from '../core/store/items.ts';
import type { TaskRecord } from '../core/task.ts';
import type { TaskEnded } from '../core/task-ended.ts';
import { captureMetrics } from '../test/support/captured-metrics.ts';
import { startRecordingEventBus } from '../test/support/recording-event-bus.ts';
import { sampleTask } from '../test/support/sample-task.ts';
import { type Change, sequenceNumber, streamEvent } from '../test/support/stream-event.ts';
import { handler } from './announce.ts';

const bus = await startRecordingEventBus();
after(bus.close);
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
  [ENV.eventBus]: 'posefleet-bus',
});
log.setLogLevel('SILENT');

beforeEach(() => {
  Object.assign(bus, { requests: [], refused: 0, refusal: undefined, unwanted: undefined });
});

const AT = '2026-05-04T10:00:00.000Z';
const PROCESSING = { status: 'processing', attempt: 1, batch_job_id: 'job-1' } as const;
const RESULT = {
  visualization_dir: null,
  predictions_dir: 's3://results/p/',
  predictions_file: 's3://results/p/walk é+1%.json',
  visualization_file: null,
  run_file: 's3://results/run.json',
};

/** A task that goes from one state into another. */
function change(before: Partial<TaskRecord> | undefined, after: Partial<TaskRecord>): Change {
  const task = sampleTask({ video_path: 'walk é+1%.mp4' });
  return {
    ...(before === undefined ? {} : { before: toItem({ ...task, ...before }) }),
    after: toItem({ ...task, ...after }),
  };
}

function ended(status: TaskEnded['status'], fields: Partial<TaskRecord> = {}): Change {
  return change(PROCESSING, { ...PROCESSING, status, completed_at: AT, ...fields });
}

function idOf({ after }: Change): string {
  return (after as TaskRecord).task_id;
}

function details(): TaskEnded[] {
  return bus.requests.flat().map(({ Detail = '' }) => JSON.parse(Detail));
}

describe('announcing the ends of tasks', () => {
  it('tells of a completed task what callers may rely on', async () => {
    const completed = ended('completed', { result: RESULT, warnings: [{ code: 'a', message: 'b' }] });
    assert.deepEqual(await handler(streamEvent(completed)), { batchItemFailures: [] });
    const { task_id, created_at } = completed.after as TaskRecord;
    const [[event]] = bus.requests as [[{ Detail: string }]];
    const { Detail, ...rest } = event;
    assert.deepEqual(rest, {
      Source: 'posefleet',
      DetailType: 'Posefleet Task Ended',
      EventBusName: 'posefleet-bus',
    });
    assert.deepEqual(JSON.parse(Detail), {
      task_id,
      owner: 'ann',
      run: 1,
      status: 'completed',
      video_path: 'walk é+1%.mp4',
      model: 'movenet-multipose',
      created_at,
      completed_at: AT,
      result: RESULT,
      error: null,
    });
  });

  it('tells of failed and cancelled tasks, of those refused at once, and of each run that ends', async () => {
    const error = { code: 'video_unreadable', message: 'No frame.', retryable: false } as const;
    const changes = [
      ended('failed', { error }),
      ended('cancelled'),
      change(undefined, { status: 'failed', completed_at: AT, error }),
      change({ status: 'failed', run: 1 }, { status: 'completed', run: 2, completed_at: AT, result: RESULT }),
    ];
    await handler(streamEvent(...changes));
    assert.deepEqual(
      details().map(({ task_id, status, run, error }) => [task_id, status, run, error?.code]),
      [
        [idOf(changes[0] as Change), 'failed', 1, 'video_unreadable'],
        [idOf(changes[1] as Change), 'cancelled', 1, undefined],
        [idOf(changes[2] as Change), 'failed', 1, 'video_unreadable'],
        [idOf(changes[3] as Change), 'completed', 2, undefined],
      ],
    );
  });

  it('tells of each time that a task was cancelled, and not of the retry in between', async () => {
    const cancelled = { status: 'cancelled', completed_at: AT } as const;
    await handler(
      streamEvent(
        change({ status: 'queued' }, cancelled),
        change(cancelled, { status: 'queued', run: 2 }),
        change({ status: 'queued', run: 2 }, { ...cancelled, run: 2 }),
      ),
    );
    assert.deepEqual(
      details().map(({ status, run }) => [status, run]),
      [
        ['cancelled', 1],
        ['cancelled', 2],
      ],
    );
  });

  it('takes no notice of anything else', async () => {
    const tombstone = { pk: 'a', deleted_at: AT, deleted_owner: 'ann', ttl: 1 };
    const done = toItem(sampleTask({ status: 'completed', completed_at: AT }));
    const answer = await handler(
      streamEvent(
        change(undefined, {}),
        change({}, PROCESSING),
        change(PROCESSING, { ...PROCESSING, updated_at: AT }),
        // A retry, and an ended task that is looked after.
        change({ status: 'failed', completed_at: AT }, { status: 'queued', run: 2 }),
        { before: done, after: { ...done, care_sort: 'later', log_stream: 'stream' } },
        // Deleted while it was worked on and afterwards, and removed by its TTL.
        { before: { ...change(undefined, PROCESSING).after, pk: 'a' }, after: tombstone },
        { before: done, after: tombstone },
        { before: done },
        { before: { pk: 'count##0', queued: 3 }, after: { pk: 'count##0', queued: 2 } },
        { after: { pk: 'upload#1', upload_id: '1', upload_owner: 'ann', bytes: 2 ** 40 } },
      ),
    );
    assert.deepEqual(answer, { batchItemFailures: [] });
    assert.deepEqual(bus.requests, []);
  });

  it('tells again what is delivered again', async () => {
    const event = streamEvent(ended('completed'));
    await handler(event);
    await handler(event);
    const [first, second] = details();
    assert.deepEqual(first, second);
  });

  it('puts ten at a time', async () => {
    await handler(streamEvent(...Array.from({ length: 23 }, () => ended('completed'))));
    assert.deepEqual(
      bus.requests.map(({ length }) => length),
      [10, 10, 3],
    );
  });

  it('keeps requests below the limit of bytes, and cuts what is very long', async () => {
    const message = 'ü'.repeat(150_000);
    const error = { code: 'internal', message, retryable: true } as const;
    await handler(streamEvent(...Array.from({ length: 20 }, () => ended('failed', { error }))));
    const sizes = bus.requests.map((entries) =>
      entries.reduce((sum, { Detail = '' }) => sum + Buffer.byteLength(Detail), 0),
    );
    assert.ok(Math.max(...sizes) < 256 * 1024, `${sizes}`);
    assert.equal(details().length, 20);
    assert.match(details()[0]?.error?.message ?? '', /^ü{10000}…$/);
  });

  it('begins again with the first entry that was not taken', async () => {
    const changes = Array.from({ length: 25 }, () => ended('completed'));
    bus.unwanted = { word: idOf(changes[13] as Change), code: 'ThrottlingException' };
    const answer = await handler(streamEvent(change({}, PROCESSING), ...changes));
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: sequenceNumber(14) }] });
    assert.equal(bus.requests.length, 2);
  });

  it('begins with the first end when the bus throttles, after trying more than once', async () => {
    bus.refusal = { status: 400, type: 'ThrottlingException' };
    const answer = await handler(streamEvent(change({}, PROCESSING), ended('completed'), ended('failed')));
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
    assert.equal(bus.refused, 3);
  });

  it('tells what lies before a change that cannot be read, and begins again with that', async () => {
    const event = streamEvent(ended('completed'), ended('failed'), ended('failed'));
    Object.assign(event.Records[1]?.dynamodb?.NewImage ?? {}, { video: { X: 'of an unknown type' } });
    const answer = await handler(event);
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
    assert.equal(details().length, 1);
  });

  it('counts what was told', async (t) => {
    const lines = captureMetrics(t);
    const changes = [ended('completed'), ended('failed'), ended('completed'), ended('cancelled')];
    bus.unwanted = { word: idOf(changes[3] as Change), code: 'InternalFailure' };
    await handler(streamEvent(...changes));
    await handler(streamEvent(change({}, PROCESSING)));
    assert.deepEqual(
      lines.map(({ EndedCompleted, EndedFailed, EndedCancelled }) => [
        EndedCompleted,
        EndedFailed,
        EndedCancelled,
      ]),
      [[2, 1, 0]],
    );
  });
});
