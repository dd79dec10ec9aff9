/** What finds people and what estimates one person's pose, whatever network is behind it. */
import type { I420 } from '../frames/i420.ts';
import type { BoxHint, Instance } from '../instance.ts';

/** Finds all people of a picture, with their poses or at least their boxes; best scores first. */
export interface PeopleFinder {
  find(picture: I420): Promise<Instance[]>;
}

/** Estimates the poses of the people in boxes. */
export interface PoseEstimator {
  /** One instance a box, in the order of the boxes. */
  estimate(picture: I420, hints: readonly BoxHint[]): Promise<Instance[]>;
}

/** Limits that hold for every frame of a task. */
export interface PeopleLimits {
  /** Lowest score of a person. */
  boxThreshold: number;
  /** People kept a frame. */
  maxPeople: number;
}

/** The people who count: scores high enough, best first, at most so many. */
export function keepBest<P extends { boxScore: number }>(people: readonly P[], limits: PeopleLimits): P[] {
  return people
    .filter(({ boxScore }) => boxScore >= limits.boxThreshold)
    .sort((a, b) => b.boxScore - a.boxScore)
    .slice(0, limits.maxPeople);
}
