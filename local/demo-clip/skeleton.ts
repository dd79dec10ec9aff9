/** A body at one moment: every joint in metres. */
import { type LowerBody, lowerBody } from './lower-body.ts';
import { type Moment, momentOf, type Role } from './role.ts';
import { type UpperBody, upperBody } from './upper-body.ts';

/** Points in metres, directions as unit vectors, angles in radians. */
export interface Skeleton extends LowerBody, UpperBody {
  yaw: Moment['yaw'];
}

/** The body of a role at a time in seconds. */
export function skeletonAt(role: Role, time: number): Skeleton {
  const moment = momentOf(role, time);
  const lower = lowerBody(role, moment);
  return { yaw: moment.yaw, ...lower, ...upperBody(role, moment, lower.pelvis) };
}
