/** Trunk, arms and head above a pelvis. */
import { type Arm, armBetween } from './arm.ts';
import { BODY, HEAD } from './figure.ts';
import type { Moment, Role } from './role.ts';
import { add, type Basis, basis, offset, type Pair, radians, SIDES, type Vec3 } from './vector.ts';

/** Points in metres, directions as unit vectors. */
export interface UpperBody {
  /** Base of the neck. */
  neck: Vec3;
  trunkBasis: Basis;
  head: Vec3;
  headBasis: Basis;
  nose: Vec3;
  crown: Vec3;
  eyes: Pair<Vec3>;
  ears: Pair<Vec3>;
  arms: Pair<Arm>;
}

/** Forward lean of a walking trunk, and the nod of the head with each step. */
const LEAN = radians(3);
const NOD = radians(2);

/** The upper body of a role at a moment, above a pelvis in metres. */
export function upperBody(role: Role, moment: Moment, pelvis: Vec3): UpperBody {
  const { height } = role.figure;
  const { moving, step, yaw } = moment;
  const trunkBasis = basis(yaw.trunk, LEAN * moving);
  const neck = offset(pelvis, trunkBasis, { up: BODY.spine * height });
  const headBasis = basis(yaw.head, radians(1) + NOD * Math.cos(2 * step) * moving);
  // The lower part of the neck leans with the trunk, the upper part carries the head upright.
  const throat = offset(neck, trunkBasis, { up: BODY.headCentre * height * 0.6, forward: 0.018 });
  const head = add(throat, [0, BODY.headCentre * height * 0.4, 0]);
  const arms = armsAt(role, moment, neck, trunkBasis);
  return { neck, trunkBasis, head, headBasis, ...faceOf(head, headBasis), arms };
}

function faceOf(head: Vec3, frame: Basis): Pick<UpperBody, 'nose' | 'crown' | 'eyes' | 'ears'> {
  const at = ({ forward, left, up }: { forward: number; left: number; up: number }, sign: number) =>
    offset(head, frame, { forward, left: left * sign, up });
  return {
    nose: at(HEAD.nose, 1),
    crown: at(HEAD.crown, 1),
    eyes: [at(HEAD.eye, 1), at(HEAD.eye, -1)],
    ears: [at(HEAD.ear, 1), at(HEAD.ear, -1)],
  };
}

function armsAt(role: Role, { time, moving, swing }: Moment, neck: Vec3, trunk: Basis): Pair<Arm> {
  const { figure, greetingSide, greetingReach: reach } = role;
  const across = BODY.shoulderHalfWidth * figure.height * figure.build ** 0.5;
  const arm = (side: 0 | 1) => {
    const { sign } = SIDES[side];
    const shoulder = offset(neck, trunk, { left: across * sign, up: -BODY.shoulderDrop * figure.height });
    const raised = side === greetingSide ? role.greetingAt(time) : 0;
    return armBetween(shoulder, trunk, sign, figure.height, {
      swing: -sign * swing,
      moving,
      raised,
      reach,
      time,
    });
  };
  return [arm(0), arm(1)];
}
