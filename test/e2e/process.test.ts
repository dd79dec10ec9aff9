/** A video's whole way: from `POST /process` to its results, and to its end. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TaskAnswer } from '../../core/requests.ts';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { frameTimes, streamsOf } from '../media/read-times.ts';
import { assertRefused, fetched, type PredictedFrame } from './client.ts';
import { BUCKETS, type Harness, startHarness } from './harness.ts';

const FRAMES = 30;
const MODEL = 'movenet-multipose';

/** No number has more decimals, and some has all of them. */
function assertRounded(numbers: readonly number[], decimals: number): void {
  const used = numbers.map((number) => String(number).split('.')[1]?.length ?? 0);
  assert.equal(Math.max(...used), decimals);
}

describe('a video through the service', () => {
  let service: Harness;
  let people: string;
  before(async () => {
    service = await startHarness();
    people = service.file('walk one.mp4');
    await renderDemoClip(people, { frames: FRAMES });
  });
  after(() => service.close());

  describe('by its path on this machine', () => {
    let task: TaskAnswer;
    const seen: TaskAnswer[] = [];

    it('is accepted, worked on with progress, and completed', async () => {
      assert.equal((await service.client.health()).total_tasks, 0);
      const taskId = await service.client.process(people);
      task = await service.client.until(taskId, (now) => {
        seen.push(now);
        return now.status === 'completed' || now.status === 'failed';
      });
      assert.equal(task.status, 'completed', JSON.stringify(task.error));
      const statuses = [...new Set(seen.map(({ status }) => status))];
      assert.deepEqual(statuses.slice(-2), ['processing', 'completed']);
    });

    it('has shown progress that only grows', () => {
      const done = seen.map(({ progress }) => progress.frames_done);
      assert.deepEqual(
        done,
        done.toSorted((a, b) => a - b),
      );
      const atWork = seen.filter(
        ({ status, progress }) => status === 'processing' && progress.frames_done > 0,
      );
      assert.ok(atWork.length > 0, 'frames were told before the end');
      assert.ok(atWork.every(({ progress }) => progress.frames_total === FRAMES));
      assert.ok(seen.every(({ downloads, status }) => (downloads !== null) === (status === 'completed')));
    });

    it('has all fields of the seed', () => {
      const { task_id, started_at, completed_at, created_at, result } = task;
      assert.equal(task.video_path, people);
      assert.equal(task.model, MODEL);
      assert.equal(task.error, null);
      const times = [created_at, started_at, completed_at].map((time) => Date.parse(time ?? ''));
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
        'in order, none missing',
      );
      const prefix = `s3://${BUCKETS.results}/results/${task_id}/1-1/`;
      assert.deepEqual(result, {
        visualization_dir: `${prefix}visualizations/`,
        predictions_dir: `${prefix}predictions/`,
        predictions_file: `${prefix}predictions/walk one_${MODEL}.json`,
        visualization_file: `${prefix}visualizations/walk one_${MODEL}.mp4`,
        run_file: `${prefix}run.json`,
      });
      assert.deepEqual(task.progress, {
        stage: 'done',
        frames_done: FRAMES,
        frames_total: FRAMES,
        fps: task.progress.fps,
        eta_seconds: 0,
      });
    });

    it('gives predictions in the layout of MMPose', async () => {
      const answer = await fetched(task.downloads?.predictions_url);
      assert.match(answer.headers.get('content-disposition') ?? '', /walk(%20| )one_movenet-multipose\.json/);
      const frames = (await answer.json()) as PredictedFrame[];
      assert.deepEqual(
        frames.map(({ frame_id }) => frame_id),
        [...Array(FRAMES).keys()],
      );
      const people = frames.flatMap(({ instances }) => instances);
      assert.ok(people.length >= FRAMES, `${people.length} people`);
      for (const person of people) {
        assert.deepEqual(Object.keys(person), [
          'keypoints',
          'keypoint_scores',
          'bbox',
          'bbox_score',
          'track_id',
        ]);
        assert.deepEqual([person.keypoints.length, person.keypoint_scores.length], [17, 17]);
        assert.ok(person.keypoints.every((point) => point.length === 2));
        assert.deepEqual([person.bbox.length, person.bbox[0]?.length], [1, 4]);
      }
      const numbers = (pick: (person: PredictedFrame['instances'][number]) => number[]) =>
        people.flatMap(pick);
      assertRounded(
        numbers(({ keypoints, bbox }) => [...keypoints, ...bbox].flat()),
        2,
      );
      assertRounded(
        numbers(({ keypoint_scores, bbox_score }) => [...keypoint_scores, bbox_score]),
        4,
      );
    });

    it('gives a drawn video that holds the same frames, and the sound', async () => {
      const answer = await fetched(task.downloads?.visualization_url);
      assert.equal(answer.headers.get('content-type'), 'video/mp4');
      const drawn = await service.client.saveVideo(task, service.file('drawn.mp4'));
      assert.equal((await frameTimes(drawn)).length, FRAMES);
      const streams = await streamsOf(drawn);
      assert.deepEqual(
        streams.map(({ codec_name, width, height, pix_fmt }) => [codec_name, width, height, pix_fmt]),
        [
          ['h264', 1280, 720, 'yuv420p'],
          ['aac', undefined, undefined, undefined],
        ],
      );
    });

    it('gives run.json, whose counts agree', async () => {
      const run = (await (await fetched(task.downloads?.run_url)).json()) as Record<string, unknown>;
      assert.deepEqual(run.frames, { decoded: FRAMES, selected: FRAMES, predicted: FRAMES, written: FRAMES });
      assert.equal(run.task_id, task.task_id);
      const predicted = await service.client.predictions(task);
      const ids = new Set(predicted.flatMap(({ instances }) => instances.map(({ track_id }) => track_id)));
      assert.deepEqual(
        [...ids].sort(),
        [...Array(run.tracks).keys()].map((index) => index + 1),
      );
    });
  });

  it('is processed by the key of its upload, with options, and counted all the while', async () => {
    const before = await service.client.health();
    const key = await service.client.upload(people, 'uploaded.mp4');
    const options = { start_seconds: 0.5, frame_stride: 2, visualization: false };
    const taskId = await service.client.process(key, { options });
    const { queued_tasks, active_tasks, total_tasks } = await service.client.health();
    assert.deepEqual([queued_tasks + active_tasks, total_tasks], [1, before.total_tasks + 1]);
    assert.equal((await service.client.tasks()).tasks[0]?.task_id, taskId, 'newest first');
    await service.client.untilAtWork(taskId);
    assert.deepEqual((await service.client.tasks('?status=completed')).tasks.length, before.total_tasks);
    const task = await service.client.untilCompleted(taskId);
    assert.deepEqual([task.video_path, task.options, task.source], [key, options, 'api']);
    assert.deepEqual(
      (await service.client.predictions(task)).map(({ frame_id }) => frame_id),
      [16, 18, 20, 22, 24, 26, 28],
    );
    assert.equal(task.downloads?.visualization_url, null);
    await service.client.untilCounted({ active: 0, queued: 0, total: before.total_tasks + 1 });
  });

  it('is one task a key and body, and no task once that was deleted', async () => {
    const headers = { 'idempotency-key': 'my key' };
    const send = (options: object) =>
      service.client.request('POST', '/process', { body: { video_filename: people, options }, headers });
    const { total_tasks } = await service.client.health();
    const taskId = await service.client.process(people, { options: { end_seconds: 0.2 } }, headers);
    const again = await send({ end_seconds: 0.2 });
    assert.deepEqual([again.status, again.json.task_id], [202, taskId]);
    assertRefused(await send({ end_seconds: 0.3 }), 409, 'idempotency_conflict');
    assert.equal((await service.client.health()).total_tasks, total_tasks + 1);
    await service.client.untilCompleted(taskId);
    assert.equal((await send({ end_seconds: 0.2 })).json.status, 'completed');
    assert.equal((await service.client.request('DELETE', `/tasks/${taskId}`)).status, 200);
    assertRefused(await send({ end_seconds: 0.2 }), 409, 'task_deleted');
    assert.equal((await service.client.health()).total_tasks, total_tasks);
  });
});
