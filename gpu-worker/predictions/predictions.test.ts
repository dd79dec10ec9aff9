import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Instance } from '../instance.ts';
import { frameLine } from './frame-line.ts';
import { joinPredictions } from './join-predictions.ts';

const PERSON: Instance = {
  keypoints: Float32Array.of(1.005, 2.126, -0.001, 400),
  scores: Float32Array.of(0.91234, 1.2),
  box: [1, 2.345, 30.999, 40],
  boxScore: 0.98765,
};

describe('predictions', () => {
  it('have MMPose’s keys in MMPose’s order and nesting', () => {
    const line = frameLine(7, 0.2333333333, [PERSON]);
    assert.equal(
      line,
      '{"frame_id":7,"instances":[{"keypoints":[[1,2.13],[0,400]],"keypoint_scores":[0.9123,1.2],' +
        '"bbox":[[1,2.35,31,40]],"bbox_score":0.9877}],"timestamp":0.233333}',
    );
  });

  it('have an empty list where nobody is', () => {
    assert.deepEqual(JSON.parse(frameLine(0, 0, [])), { frame_id: 0, instances: [], timestamp: 0 });
  });

  it('are joined into one list', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'posefleet-predictions-'));
    try {
      const parts = [join(folder, 'a'), join(folder, 'b')];
      await writeFile(parts[0] as string, `${frameLine(0, 0, [])}\n${frameLine(1, 0.04, [PERSON])}\n`);
      await writeFile(parts[1] as string, `${frameLine(2, 0.08, [])}\n`);
      await joinPredictions(parts, join(folder, 'joined'));
      const frames = JSON.parse(await readFile(join(folder, 'joined'), 'utf8'));
      assert.deepEqual(
        frames.map(({ frame_id }: { frame_id: number }) => frame_id),
        [0, 1, 2],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
