/** What is true of every frame of the clip: the answer a pose estimator should give. */
import { CLIP, isInFrame, type Pixel, pixelsPerMetre, project } from './camera.ts';
import type { Figure } from './figure.ts';
import { jointsAt, ROLES } from './scenario.ts';
import type { Skeleton } from './skeleton.ts';
import type { Vec3 } from './vector.ts';

/** A figure in a frame. Pixels from the top left corner of the picture. */
export interface FigureTruth {
  /** Index among the figures, the same in all frames. */
  id: number;
  name: string;
  /** Height of the figure at this distance from the camera, in pixels, whatever its pose. */
  height: number;
  /** COCO's 17 joints, `[17, 2]` pixels; outside the picture too. */
  joints: readonly Pixel[];
  /** For each joint, whether it is in the picture. It may be hidden by the body. */
  inFrame: readonly boolean[];
  /** `[x1, y1, x2, y2]` around all that is drawn, to about a hand's width; outside the picture too. */
  box: readonly [number, number, number, number];
  /** Whether all of the figure is in the picture. */
  whollyVisible: boolean;
  /** Whether the box meets another figure's. */
  crossed: boolean;
}

/** A frame, counted from 0. */
export interface FrameTruth {
  frame: number;
  /** Seconds from the start of the clip. */
  time: number;
  figures: readonly FigureTruth[];
}

/** How far the drawn body reaches beyond its joints, in metres. */
const FLESH = 0.06;

/** The truth of every frame, or of the first `frames`. */
export function demoTruth(frames: number = CLIP.frames): FrameTruth[] {
  return Array.from({ length: frames }, (_, frame) => truthOf(frame));
}

/** The 17 joints of COCO in their order, in metres. */
export function cocoJoints(body: Skeleton): Vec3[] {
  const [left, right] = body.arms;
  return [
    body.nose,
    ...body.eyes,
    ...body.ears,
    left.shoulder,
    right.shoulder,
    left.elbow,
    right.elbow,
    left.wrist,
    right.wrist,
    ...body.hips,
    ...body.knees,
    body.feet[0].ankle,
    body.feet[1].ankle,
  ];
}

function truthOf(frame: number): FrameTruth {
  const figures = jointsAt(frame).map((body, id) => figureTruth(id, ROLES[id]?.figure, body));
  return {
    frame,
    time: frame / CLIP.fps,
    figures: figures.map((figure) => ({
      ...figure,
      crossed: figures.some((other) => other.id !== figure.id && meet(figure.box, other.box)),
    })),
  };
}

function figureTruth(id: number, figure: Figure | undefined, body: Skeleton): Omit<FigureTruth, 'crossed'> {
  if (figure === undefined) throw new Error(`There is no figure ${id}.`);
  const joints = cocoJoints(body).map(project);
  const box = boxAround(body);
  return {
    id,
    name: figure.name,
    height: figure.height * pixelsPerMetre(body.pelvis[2]),
    joints,
    inFrame: joints.map(isInFrame),
    box,
    whollyVisible: isInFrame([box[0], box[1]]) && isInFrame([box[2], box[3]]),
  };
}

function boxAround(body: Skeleton): FigureTruth['box'] {
  const tips = body.feet.flatMap(({ heel, toe }) => [heel, toe]);
  const inside = [...cocoJoints(body), ...body.arms.map(({ hand }) => hand)];
  const points = [...inside.flatMap(around), ...tips.map(project), project(body.crown)];
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function around(point: Vec3): Pixel[] {
  const [x, y] = project(point);
  const flesh = FLESH * pixelsPerMetre(point[2]);
  return [
    [x - flesh, y],
    [x + flesh, y],
  ];
}

function meet(a: FigureTruth['box'], b: FigureTruth['box']): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
