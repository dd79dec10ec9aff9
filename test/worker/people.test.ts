/** The worker as a process, with people whom the caller has boxed: few, wrong, sixty at once; and with nobody. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { renderDemoClip } from '../../local/demo-clip/render.ts';
import { makeMedia } from '../media/make-media.ts';
import { frameTimes } from '../media/read-times.ts';
import { WorkerTasks } from './worker-tasks.ts';

describe('people in a worker’s frames', () => {
  let tasks: WorkerTasks;
  let people: string;
  before(async () => {
    tasks = await WorkerTasks.open('movenet-thunder');
    people = join(tasks.folder, 'people.mp4');
    await renderDemoClip(people, { frames: 45 });
  });
  after(() => tasks.close());

  it('uses the caller’s boxes frame by frame', async () => {
    const boxes = Array.from({ length: 45 }, (_, frame) => (frame % 2 === 0 ? [[300, 150, 600, 700]] : []));
    const { task } = await tasks.work(people, await tasks.withBoxes(boxes));
    const frames = await tasks.framesOf(task);
    assert.deepEqual(
      frames.map(({ instances }) => instances.length),
      boxes.map(({ length }) => length),
    );
    assert.deepEqual(frames[0]?.instances[0]?.bbox, [[300, 150, 600, 700]]);
  });

  it('refuses boxes for another number of frames', async () => {
    const { task, end } = await tasks.work(people, await tasks.withBoxes([[], []]));
    assert.equal(end.exitCode, 65);
    assert.equal(task.status, 'failed');
    assert.equal(task.error?.code, 'bboxes_invalid');
    assert.match(task.error?.message ?? '', /2 frames.*45/);
  });

  it('does and draws sixty people a frame, who keep the caller’s ids', async () => {
    const [file, count] = [join(tasks.folder, 'crowd.mp4'), 6];
    await renderDemoClip(file, { frames: count });
    const crowd = Array.from({ length: 60 }, (_, who) => {
      const [x, y] = [128 * (who % 10), 120 * Math.floor(who / 10)];
      return { bbox: [[x, y, x + 120, y + 110]], id: 1000 - who };
    });
    const boxes = Array.from({ length: count }, (_, frame_id) => ({ frame_id, instances: crowd }));
    const { task, end } = await tasks.work(file, await tasks.withBoxes(boxes));
    assert.equal(task.status, 'completed', end.log);
    const frames = await tasks.framesOf(task);
    assert.equal(frames.length, count);
    for (const { instances } of frames) {
      assert.deepEqual(
        instances.map(({ bbox, track_id }) => ({ bbox, id: track_id })),
        crowd,
      );
      assert.ok(
        instances.every(
          ({ keypoints }) => keypoints.length === 17 && keypoints.flat().every(Number.isFinite),
        ),
      );
    }
    assert.equal((await tasks.runOf(task)).tracks, crowd.length);
    const drawn = await tasks.download(task.result?.visualization_file, 'crowd-drawn.mp4');
    assert.equal((await frameTimes(drawn)).length, count);
  });

  it('goes through minutes with nobody in them', async () => {
    const [file, rate, seconds] = [join(tasks.folder, 'nobody.mp4'), 2, 240];
    await makeMedia({
      file,
      picture: `color=gray:size=320x240:rate=${rate}:duration=${seconds}`,
      options: ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
    });
    const { task, end } = await tasks.work(file);
    assert.equal(task.status, 'completed', end.log);
    const frames = await tasks.framesOf(task);
    assert.equal(frames.length, rate * seconds);
    assert.ok(
      frames.every(({ instances }, index) => instances.length === 0 && frames[index]?.frame_id === index),
    );
    assert.equal((await tasks.runOf(task)).tracks, 0);
    const drawn = await tasks.download(task.result?.visualization_file, 'nobody-drawn.mp4');
    assert.equal((await frameTimes(drawn)).length, rate * seconds);
  });
});
