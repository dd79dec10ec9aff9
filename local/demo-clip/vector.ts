/** The little vector arithmetic that the drawn figures need. */

/** A point or direction in metres: x to the right of the picture, y up, z towards the camera. */
export type Vec3 = readonly [x: number, y: number, z: number];

/** Left one and right one of a part that a body has twice, as the figure itself would say. */
export type Pair<T> = readonly [left: T, right: T];

/** Both sides with the sign of their offset along the figure's left. */
export const SIDES = [
  { side: 0, sign: 1 },
  { side: 1, sign: -1 },
] as const;

/** Directions of a body part that stands upright and faces some way. Unit vectors. */
export interface Basis {
  forward: Vec3;
  left: Vec3;
  up: Vec3;
}

/** The sum of points and directions. */
export function add(...terms: readonly Vec3[]): Vec3 {
  return terms.reduce<Vec3>((sum, term) => [sum[0] + term[0], sum[1] + term[1], sum[2] + term[2]], [0, 0, 0]);
}

/** A direction made `factor` times as long. */
export function scale(v: Vec3, factor: number): Vec3 {
  return [v[0] * factor, v[1] * factor, v[2] * factor];
}

/** The way from one point to another. */
export function between(from: Vec3, to: Vec3): Vec3 {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

/** Scalar product. */
export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Euclidean length. */
export function length(v: Vec3): number {
  return Math.hypot(...v);
}

/** The same direction with length 1. */
export function unit(v: Vec3): Vec3 {
  return scale(v, 1 / length(v));
}

/** The point that lies `share` (0..1) of the way from one point to the other. */
export function mixPoints(from: Vec3, to: Vec3, share: number): Vec3 {
  return add(from, scale(between(from, to), share));
}

/** The number that lies `share` (0..1) of the way from one to the other. */
export function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** Limits a value to 0..1. */
export function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Cubic ease from 0 to 1 while `value` goes from 0 to 1; flat at both ends. */
export function ease(value: number): number {
  const x = clamp01(value);
  return x * x * (3 - 2 * x);
}

/** Degrees in radians. */
export function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/**
 * Directions of a part that faces `yaw` and leans forward by `lean`, both in radians. Yaw 0 faces the right
 * edge of the picture, a quarter turn faces the camera.
 */
export function basis(yaw: number, lean = 0): Basis {
  const flat: Vec3 = [Math.cos(yaw), 0, Math.sin(yaw)];
  const up: Vec3 = [0, 1, 0];
  return {
    forward: add(scale(flat, Math.cos(lean)), scale(up, -Math.sin(lean))),
    left: [Math.sin(yaw), 0, -Math.cos(yaw)],
    up: add(scale(up, Math.cos(lean)), scale(flat, Math.sin(lean))),
  };
}

/** The point at these distances (metres) from an origin along a part's own directions. */
export function offset(
  origin: Vec3,
  { forward, left, up }: Basis,
  by: { forward?: number; left?: number; up?: number },
): Vec3 {
  return add(origin, scale(forward, by.forward ?? 0), scale(left, by.left ?? 0), scale(up, by.up ?? 0));
}
