/** Limbs as rows of discs: how thick a body part is along its length, and where that lies in the picture. */
import type { Disc } from './brush.ts';
import { pixelsPerMetre, project } from './camera.ts';
import { mixPoints, type Vec3 } from './vector.ts';

/** Radius of a limb at shares of its length; radii are shares of the figure's height. */
export type Profile = readonly (readonly [along: number, radius: number])[];

/** How much darker the limbs of the far side are, which stand in the body's own shade. */
export const FAR_SHADE = 0.2;

/** A ball with a radius in metres, as the camera sees it. */
export function discAt(point: Vec3, metres: number): Disc {
  const [x, y] = project(point);
  return { x, y, radius: metres * pixelsPerMetre(point[2]) };
}

/** The discs of a limb between two points; `size` is the height in metres that its radii are shares of. */
export function limbDiscs(from: Vec3, to: Vec3, profile: Profile, size: number): Disc[] {
  return profile.map(([along, radius]) => discAt(mixPoints(from, to, along), radius * size));
}
