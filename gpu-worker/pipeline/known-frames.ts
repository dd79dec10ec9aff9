/** Reads the people of a finished chunk back from its predictions, for it to be drawn again. */
import { readFile } from 'node:fs/promises';
import type { Box, TrackedInstance } from '../instance.ts';
import type { FinishedChunk } from './finished-chunk.ts';

/** A frame whose predictions are known. */
export interface KnownFrame {
  /** Its text in the predictions. */
  line: string;
  instances: TrackedInstance[];
}

/** The parts of a line that are read; see `frameLine`. */
interface Line {
  instances: {
    keypoints: [x: number, y: number][];
    keypoint_scores: number[];
    bbox: [Box];
    bbox_score: number;
    track_id: number;
  }[];
}

/** The frames of a chunk, in order. @throws Error when their file cannot be read. */
export async function readKnownFrames({ predictions }: FinishedChunk): Promise<KnownFrame[]> {
  const lines = (await readFile(predictions, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => ({ line, instances: instancesOf(JSON.parse(line)) }));
}

function instancesOf({ instances }: Line): TrackedInstance[] {
  return instances.map(({ keypoints, keypoint_scores, bbox: [box], bbox_score, track_id }) => ({
    keypoints: Float32Array.from(keypoints.flat()),
    scores: Float32Array.from(keypoint_scores),
    box,
    boxScore: bbox_score,
    trackId: track_id,
  }));
}
