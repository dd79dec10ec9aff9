/** Tags of everything that a deployment makes, Batch's jobs among it. */

/** Tags by key: they tell what a thing costs, and whose jobs a function may end. */
export function deploymentTags(stage: string): { project: string; stage: string } {
  return { project: 'posefleet', stage };
}
