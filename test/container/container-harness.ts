/** What tests of the container need: the image and an engine, or a reason to skip. */
import { ENV, envOr } from '../../core/environment.ts';
import { type ContainerEngine, findEngine } from '../../local/container/engine.ts';
import { outputOf } from '../../local/container/run-tool.ts';
import { DEFAULT_IMAGE } from '../../local/worker-choice.ts';

/** The image under test: `POSEFLEET_IMAGE`, or the one that `npm run image -- build` makes. */
export const IMAGE = envOr(ENV.image, DEFAULT_IMAGE);

/**
 * The engine that runs the image; a text that says why there is none.
 *
 * @throws Error instead when `POSEFLEET_TEST_CONTAINER` is `required`.
 */
export async function engineOrReason(): Promise<ContainerEngine | string> {
  try {
    return await findEngine(IMAGE);
  } catch (error) {
    if (process.env.POSEFLEET_TEST_CONTAINER === 'required') throw error;
    return `${(error as Error).message} (POSEFLEET_TEST_CONTAINER=required makes this a failure.)`;
  }
}

/** Ids of the containers of a job; those that have ended too. */
export async function containersOf({ command }: ContainerEngine, job: string | undefined): Promise<string[]> {
  const filter = `name=posefleet-${job ?? ''}`;
  const text = await outputOf([...command, 'ps', '--all', '--quiet', '--filter', filter]);
  return text.split('\n').filter(Boolean);
}
