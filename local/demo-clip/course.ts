/** Values that change over the time of the clip, given by keyframes. */
import { ease, mix, radians } from './vector.ts';

/** A value at a time in seconds; between two of them it goes over smoothly. */
export type Keyframe = readonly [time: number, value: number];

/** Distance gone since time 0 when the speed changes evenly between keyframes. */
export function distanceAt(speed: readonly Keyframe[], time: number): number {
  let [at, value] = [0, speed[0]?.[1] ?? 0];
  let gone = 0;
  for (const [next, nextValue] of speed) {
    if (time <= next) break;
    gone += ((value + nextValue) / 2) * (next - at);
    [at, value] = [next, nextValue];
  }
  const following = speed.find(([next]) => next > at && next >= time);
  const reached =
    following === undefined ? value : mix(value, following[1], (time - at) / (following[0] - at));
  return gone + ((value + reached) / 2) * (time - at);
}

/** The course through keyframes; before the first and after the last it stays. */
export function valueAt(keyframes: readonly Keyframe[]): (time: number) => number {
  return (time) => {
    const to = keyframes.find(([at]) => at > time);
    const from = keyframes.findLast(([at]) => at <= time);
    const only = from ?? to;
    if (only === undefined) throw new Error('A course needs at least one keyframe.');
    if (from === undefined || to === undefined) return only[1];
    return mix(from[1], to[1], ease((time - from[0]) / (to[0] - from[0])));
  };
}

/** A course of angles whose keyframes are in degrees; its values are in radians. */
export function angleAt(keyframes: readonly Keyframe[]): (time: number) => number {
  const degrees = valueAt(keyframes);
  return (time) => radians(degrees(time));
}
