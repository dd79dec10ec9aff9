/** One frame of the predictions file, in the layout of MMPose's inferencer. */
import assert from 'node:assert/strict';
import type { TrackedInstance } from '../instance.ts';

/**
 * A frame's predictions as JSON text: coordinates with two decimals, scores with four, seconds with six.
 * @throws Error when a value is not a finite number.
 */
export function frameLine(index: number, time: number, instances: readonly TrackedInstance[]): string {
  return `{"frame_id":${index},"instances":[${instances.map(instanceText).join(',')}],"timestamp":${rounded(time, 1e6)}}`;
}

/** The nesting of `bbox` is MMPose's; what MMPose does not have comes after its keys. */
function instanceText({ keypoints, scores, box, boxScore, trackId, id }: TrackedInstance): string {
  const points = Array.from(scores, (_, index) => pair(keypoints, index)).join(',');
  const keypointScores = Array.from(scores, (score) => rounded(score, 1e4)).join(',');
  const corners = box.map((corner) => rounded(corner, 100)).join(',');
  const own = id === undefined ? '' : `,"id":${id}`;
  return `{"keypoints":[${points}],"keypoint_scores":[${keypointScores}],"bbox":[[${corners}]],"bbox_score":${rounded(boxScore, 1e4)},"track_id":${trackId}${own}}`;
}

function pair(keypoints: Float32Array, index: number): string {
  return `[${rounded(keypoints[2 * index] as number, 100)},${rounded(keypoints[2 * index + 1] as number, 100)}]`;
}

/** Adding 0 makes -0 a plain 0. JSON has no NaN and no infinity, so that such a value is a defect to be seen. */
function rounded(value: number, parts: number): number {
  assert(Number.isFinite(value), `A prediction is not a finite number: ${value}.`);
  return Math.round(value * parts) / parts + 0;
}
