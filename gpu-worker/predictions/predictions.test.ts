import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TrackedInstance } from '../instance.ts';
import { frameLine } from './frame-line.ts';
import { joinPredictions } from './join-predictions.ts';

const PERSON: TrackedInstance = {
  keypoints: Float32Array.of(1.005, 2.126, -0.001, 400),
  scores: Float32Array.of(0.91234, 1.2),
  box: [1, 2.345, 30.999, 40],
  boxScore: 0.98765,
  trackId: 12,
};

describe('predictions', () => {
  it('have MMPose’s keys in MMPose’s order and nesting', () => {
    const line = frameLine(7, 0.2333333333, [PERSON]);
    assert.equal(
      line,
      '{"frame_id":7,"instances":[{"keypoints":[[1,2.13],[0,400]],"keypoint_scores":[0.9123,1.2],' +
        '"bbox":[[1,2.35,31,40]],"bbox_score":0.9877,"track_id":12}],"timestamp":0.233333}',
    );
  });

  it('have the caller’s id last', () => {
    assert.match(frameLine(7, 0, [{ ...PERSON, trackId: 5, id: 5 }]), /"track_id":5,"id":5}]/);
  });

  it('have an empty list where nobody is', () => {
    assert.deepEqual(JSON.parse(frameLine(0, 0, [])), { frame_id: 0, instances: [], timestamp: 0 });
  });

  const broken: [string, TrackedInstance, number][] = [
    ['a keypoint', { ...PERSON, keypoints: Float32Array.of(1, 2, Number.NaN, 4) }, 0],
    ['a score', { ...PERSON, scores: Float32Array.of(1, Number.NaN) }, 0],
    ['a corner', { ...PERSON, box: [1, 2, Number.POSITIVE_INFINITY, 40] }, 0],
    ['the score of a box', { ...PERSON, boxScore: Number.NEGATIVE_INFINITY }, 0],
    ['the time', PERSON, Number.NaN],
  ];
  for (const [name, person, time] of broken) {
    it(`are refused when ${name} is not finite`, () => {
      assert.throws(() => frameLine(0, time, [person]), /not a finite number/);
    });
  }
});

describe('joined predictions', () => {
  let folder: string;
  let parts: string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-predictions-'));
    parts = [join(folder, 'a'), join(folder, 'b')];
    await writeFile(parts[0] as string, `${frameLine(0, 0, [])}\n${frameLine(1, 0.04, [PERSON])}\n`);
    await writeFile(parts[1] as string, `${frameLine(2, 0.08, [])}\n`);
  });
  after(() => rm(folder, { recursive: true }));

  async function joinedIds(files: readonly string[]): Promise<number[]> {
    const file = join(folder, 'joined');
    await joinPredictions(files, file);
    const frames = JSON.parse(await readFile(file, 'utf8'));
    return frames.map(({ frame_id }: { frame_id: number }) => frame_id);
  }

  it('are one list', async () => {
    assert.deepEqual(await joinedIds(parts), [0, 1, 2]);
  });

  it('have a frame on each line', async () => {
    await joinedIds(parts);
    const lines = (await readFile(join(folder, 'joined'), 'utf8')).split('\n');
    assert.equal(lines[1], `${frameLine(0, 0, [])},`);
    assert.deepEqual([lines.length, lines[0], lines[4], lines[5]], [6, '[', ']', '']);
  });

  it('are an empty list when there are no frames', async () => {
    assert.deepEqual(await joinedIds([]), []);
  });

  it('keep lines that are longer than what is read at once', async () => {
    const crowd = join(folder, 'crowd');
    const people = Array.from({ length: 3000 }, () => PERSON);
    await writeFile(crowd, `${frameLine(0, 0, people)}\n${frameLine(1, 0.04, people)}\n`);
    assert.deepEqual(await joinedIds([crowd, ...parts]), [0, 1, 0, 1, 2]);
  });

  it('reject when the file cannot be written', async () => {
    await assert.rejects(joinPredictions(parts, join(folder, 'missing', 'joined')), { code: 'ENOENT' });
  });

  it('reject when a part is missing', async () => {
    const missing = join(folder, 'missing');
    await assert.rejects(joinPredictions([...parts, missing], join(folder, 'joined')), { code: 'ENOENT' });
  });

  it('reject when aborted', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(joinPredictions(parts, join(folder, 'joined'), signal), { name: 'AbortError' });
  });
});
