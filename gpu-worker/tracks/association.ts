/** Finds which track each person of a frame belongs to. */
import type { Box, Instance } from '../instance.ts';
import { bestPairs } from './best-pairs.ts';
import { predictBox } from './box-motion.ts';
import { area, bufferedOverlap, overlap } from './overlap.ts';
import { PARAMETERS } from './parameters.ts';
import { poseLikeness } from './pose-likeness.ts';
import { isEstablished, isPlain, type Track } from './track.ts';

/** A frame's people and what they are held against. */
export interface Scene {
  people: readonly Instance[];
  tracks: readonly Track[];
  /** Seconds. */
  time: number;
  /** Sigma of each keypoint. */
  sigmas: readonly number[];
}

/**
 * The track of each person; undefined for those who are new. Three rounds, each among those whom the one before left:
 * who is plainly seen with the tracks that are established; all with all tracks (both are ByteTrack's stages, by where
 * the tracks should be now and by the poses); all with where tracks were last seen (OC-SORT's recovery).
 */
export function associate(scene: Scene): (Track | undefined)[] {
  const { firstSimilarity, secondSimilarity, recoveryOverlap } = PARAMETERS;
  const found = new Map<Instance, Track>();
  const similarity = similarityIn(scene);
  const sure = { people: scene.people.filter(isPlain), tracks: scene.tracks.filter(isEstablished) };
  match({ ...scene, ...sure }, found, firstSimilarity, similarity);
  match(scene, found, secondSimilarity, similarity);
  match(scene, found, recoveryOverlap, nearnessAt(scene.time));
  return scene.people.map((person) => found.get(person));
}

/** Poses are alike by 1 at most: below this overlap the mean of both is below the least similarity that counts. */
const LEAST_OVERLAP = Math.min(PARAMETERS.firstSimilarity, PARAMETERS.secondSimilarity) ** 2;

type Measure = (track: Track, person: Instance) => number;

/** Pairs the tracks and people that have no match yet. */
function match(scene: Scene, found: Map<Instance, Track>, least: number, measure: Measure): void {
  const taken = new Set(found.values());
  const tracks = scene.tracks.filter((track) => !taken.has(track));
  const people = scene.people.filter((person) => !found.has(person));
  for (const [track, person] of bestPairs(tracks, people, least, measure)) found.set(person, track);
}

/** By where a track should be now, and by the pose that it had. 0 where it cannot be enough for any stage. */
function similarityIn({ tracks, time, sigmas }: Scene): Measure {
  const expected = new Map(tracks.map((track) => [track, predictBox(track.motion, time, track.missed > 0)]));
  return (track, person) => {
    const box = expected.get(track) as Box;
    const shared = overlap(box, person.box);
    // Most pairs are far apart. Their poses are not compared: with 133 keypoints that is nearly all of the work.
    if (shared < LEAST_OVERLAP) return 0;
    const likeness = poseLikeness(track, person, {
      moved: movedUntil(track, time),
      area: (area(box) + area(person.box)) / 2,
      sigmas,
    });
    // The geometric mean: both have to agree.
    return likeness === undefined ? shared : Math.sqrt(shared * likeness);
  };
}

/** By where a track was last seen. */
function nearnessAt(time: number): Measure {
  const { reachPerSecond, largestReach } = PARAMETERS;
  return ({ box, motion }, person) =>
    bufferedOverlap(box, person.box, Math.min(largestReach, reachPerSecond * (time - motion.time)));
}

function movedUntil({ motion }: Track, time: number): [x: number, y: number] {
  const seconds = time - motion.time;
  return [motion.x.speed * seconds, motion.y.speed * seconds];
}
