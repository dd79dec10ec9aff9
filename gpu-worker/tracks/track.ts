/** A person's track: what is remembered of them from frame to frame. */
import type { Box, Instance } from '../instance.ts';
import { type BoxMotion, beginMotion, observeBox } from './box-motion.ts';
import { PARAMETERS } from './parameters.ts';

/** A track. */
export interface Track {
  id: number;
  motion: BoxMotion;
  /** Where the person was last seen. */
  box: Box;
  /** Their pose then: `[K, 2]` pixels, flattened, and `[K]` scores. Never written to. */
  keypoints: ArrayLike<number>;
  scores: ArrayLike<number>;
  /** Whether they were ever plainly seen. */
  plain: boolean;
  /** In how many frames they were seen. */
  seen: number;
  /** For how many frames they have not been seen since. */
  missed: number;
}

/** A track that begins. */
export function beginTrack(id: number, instance: Instance, time: number): Track {
  const motion = beginMotion(instance.box, time);
  return { id, motion, ...lastSeen(instance), plain: isPlain(instance), seen: 1, missed: 0 };
}

/** The track's person was found again. */
export function continueTrack(track: Track, instance: Instance, time: number): Track {
  const motion = observeBox(track.motion, instance.box, time);
  const plain = track.plain || isPlain(instance);
  return { id: track.id, motion, ...lastSeen(instance), plain, seen: track.seen + 1, missed: 0 };
}

/**
 * Whether the track is that of somebody, rather than perhaps of a false or doubled detection: ByteTrack begins no
 * tracks for who is not plainly seen, and matches those that were seen once only after all others.
 */
export function isEstablished({ plain, seen }: Track): boolean {
  return plain && seen > 1;
}

/** Whether someone is plainly seen. */
export function isPlain({ boxScore }: Instance): boolean {
  return boxScore >= PARAMETERS.highScore;
}

/** The track as plain JSON, from which it goes on as if nothing had been. */
export function plainTrack(track: Track): Track {
  return { ...track, keypoints: Array.from(track.keypoints), scores: Array.from(track.scores) };
}

function lastSeen({ box, keypoints, scores }: Instance): Pick<Track, 'box' | 'keypoints' | 'scores'> {
  return { box, keypoints, scores };
}
