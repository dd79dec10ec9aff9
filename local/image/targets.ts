/** Targets of gpu-worker/Dockerfile. */

/** What the image runs on. */
export const TARGETS = ['cpu', 'gpu'] as const;
/** A target. */
export type Target = (typeof TARGETS)[number];

/** Build argument that names the image that a target stands on. */
export const BASE_ARGUMENTS: Readonly<Record<Target, string>> = { cpu: 'CPU_BASE', gpu: 'GPU_BASE' };

/** Name of a target's image, unless another is asked for. */
export function defaultTag(target: Target): string {
  return `localhost/posefleet-worker:${target}`;
}
