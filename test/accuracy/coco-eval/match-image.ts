/** Which detections of one picture are which of its people: `COCOeval.evaluateImg`. */
import { type AreaRange, SIMILARITY_THRESHOLDS } from './settings.ts';

/** A person or thing that is there. */
export interface Truth {
  area: number;
  /** Not asked for: finding it is no merit, missing it no fault. */
  ignored: boolean;
  /** Stands for many: any number of detections may be it. */
  crowd: boolean;
}

/** The people of a picture, of one category, and what was detected. */
export interface ImageCase {
  truths: readonly Truth[];
  /** Best scores first. */
  detections: readonly { score: number; area: number }[];
  /** `[detections, truths]`, 0..1. */
  similarity: readonly (readonly number[])[];
}

/** What became of the detections of a picture. */
export interface ImageMatches {
  /** Scores of the detections, best first. */
  scores: readonly number[];
  /** For each threshold and detection: right, wrong, or not counted. */
  verdicts: readonly (readonly Verdict[])[];
  /** People that are asked for. */
  wanted: number;
}

/** What a detection is at a threshold. */
export type Verdict = 'right' | 'wrong' | 'passed-over';

/** No similarity is required to be nearer to 1 than this. */
const MOST_REQUIRED = 1 - 1e-10;

interface Candidate extends Truth {
  /** Column in `similarity`. */
  column: number;
}

/** Matches at every threshold, for people of some sizes. */
export function matchImage({ truths, detections, similarity }: ImageCase, range: AreaRange): ImageMatches {
  const isOutside = ({ area }: { area: number }) => area < range[0] || area > range[1];
  const candidates = truths
    .map((truth, column) => ({ ...truth, column, ignored: truth.ignored || isOutside(truth) }))
    .sort((a, b) => Number(a.ignored) - Number(b.ignored));
  const verdictsAt = (threshold: number) => {
    const matches = matchAt(threshold, candidates, similarity);
    return detections.map((detection, row): Verdict => {
      const match = matches[row];
      if (match !== undefined) return match.ignored ? 'passed-over' : 'right';
      return isOutside(detection) ? 'passed-over' : 'wrong';
    });
  };
  return {
    scores: detections.map(({ score }) => score),
    verdicts: SIMILARITY_THRESHOLDS.map(verdictsAt),
    wanted: candidates.filter(({ ignored }) => !ignored).length,
  };
}

/** For each detection, best score first, the person who it is. Those who are asked for come before the others. */
function matchAt(
  threshold: number,
  candidates: readonly Candidate[],
  similarity: ImageCase['similarity'],
): (Candidate | undefined)[] {
  const taken = new Set<Candidate>();
  return similarity.map((row) => {
    const match = bestCandidate(row, threshold, candidates, taken);
    if (match !== undefined) taken.add(match);
    return match;
  });
}

function bestCandidate(
  row: readonly number[],
  threshold: number,
  candidates: readonly Candidate[],
  taken: ReadonlySet<Candidate>,
): Candidate | undefined {
  let required = Math.min(threshold, MOST_REQUIRED);
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (taken.has(candidate) && !candidate.crowd) continue;
    if (best?.ignored === false && candidate.ignored) break;
    const reached = row[candidate.column] as number;
    if (reached < required) continue;
    required = reached;
    best = candidate;
  }
  return best;
}
