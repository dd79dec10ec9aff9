/** Reads heatmaps `[K, h, w]`: of each keypoint the place where its map is largest. */
import type { OutputDecode } from '../../models/catalogue.ts';
import type { Size } from '../frames/regions.ts';
import type { NumberMap } from './gaussian.ts';
import type { RawPose, ReadPose } from './raw-answer.ts';
import { dark, darkUdp, noRefinement, quarterShift, type Refinement } from './refine-peak.ts';

type Heatmap = Extract<OutputDecode, { kind: 'heatmap' }>;

/** Where MMPose puts keypoints of which the map shows nothing above zero, in samples of the map. */
const NOWHERE = -1;

/**
 * A reader of heatmaps.
 *
 * @param udp whether the map's corner samples lie upon the input's corner pixels, and not its edges upon the edges
 */
export function heatmapReader(decode: Heatmap, { width, height }: Size, udp: boolean): ReadPose {
  const refine = refinementOf(decode, udp);
  return ([heatmaps]) => {
    const { data, shape } = heatmaps as { data: Float32Array; shape: readonly number[] };
    const [keypoints, mapHeight, mapWidth] = shape as [number, number, number];
    const less = udp ? 1 : 0;
    const [stepX, stepY] = [(width - less) / (mapWidth - less), (height - less) / (mapHeight - less)];
    const length = mapWidth * mapHeight;
    const pose: RawPose = { points: new Float32Array(2 * keypoints), scores: new Float32Array(keypoints) };
    for (let keypoint = 0; keypoint < keypoints; keypoint++) {
      const samples = data.subarray(keypoint * length, (keypoint + 1) * length);
      const map = { data: samples, width: mapWidth, height: mapHeight };
      const { x, y, score } = peak(map, refine);
      pose.points[2 * keypoint] = x * stepX;
      pose.points[2 * keypoint + 1] = y * stepY;
      pose.scores[keypoint] = score;
    }
    return pose;
  };
}

function refinementOf(decode: Heatmap, udp: boolean): Refinement {
  if (decode.refine === 'dark') return udp ? darkUdp(decode.kernel) : dark(decode.kernel);
  return decode.refine === 'quarter' ? quarterShift : noRefinement;
}

/** The score is the map's largest sample as it came, before any blur. */
function peak(map: NumberMap, refine: Refinement): { x: number; y: number; score: number } {
  const largest = largestOf(map.data);
  const score = map.data[largest] as number;
  if (Number.isNaN(score)) return { x: score, y: score, score };
  if (score <= 0) return { x: NOWHERE, y: NOWHERE, score };
  const [x, y] = [largest % map.width, Math.floor(largest / map.width)];
  const [dx, dy] = refine(map, x, y);
  return { x: x + dx, y: y + dy, score };
}

/** Index of the largest of some numbers; of one that is none, if there is such, so that it is seen. */
function largestOf(data: Float32Array): number {
  let largest = 0;
  let value = data[0] as number;
  for (let place = 1; place < data.length; place++) {
    const next = data[place] as number;
    // Neither above nor below: NaN, which no later number replaces.
    if (!(next <= value)) {
      if (Number.isNaN(value)) break;
      value = next;
      largest = place;
    }
  }
  return largest;
}
