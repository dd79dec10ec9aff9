/** The program that builds images on this machine. */
import { outputOf, runTool, works } from '../container/run-tool.ts';

/** Programs that can build images. */
export type BuildEngine = 'docker' | 'buildah' | 'podman';

/** A program that builds images, and how it must be called here. */
export interface BuildTool {
  name: BuildEngine;
  command: readonly string[];
  /** Its command, with options that do not depend on the image. */
  build: readonly string[];
  environment: Readonly<Record<string, string>>;
}

// Images in Docker's own format keep all that the Dockerfile says; layers make the next build short.
const LIKE_DOCKER = ['--format', 'docker', '--layers'];
const TOOLS: Readonly<Record<BuildEngine, Pick<BuildTool, 'build'> & { isThere: readonly string[] }>> = {
  docker: { build: ['build'], isThere: ['docker', 'version', '--format', '{{.Server.Version}}'] },
  buildah: { build: ['build', ...LIKE_DOCKER], isThere: ['buildah', '--version'] },
  podman: { build: ['build', ...LIKE_DOCKER], isThere: ['podman', '--version'] },
};

/**
 * Finds what builds images, Docker first.
 *
 * @param wanted the only one that will do.
 * @param image an image that the build needs anyway, to try out whether commands can be run in it.
 * @throws Error when there is none.
 */
export async function findBuildTool(wanted?: BuildEngine, image?: string): Promise<BuildTool> {
  for (const name of wanted === undefined ? (Object.keys(TOOLS) as BuildEngine[]) : [wanted]) {
    if (!(await works(TOOLS[name].isThere))) continue;
    const environment = name === 'docker' ? {} : await isolation(image);
    return { name, command: [name], build: TOOLS[name].build, environment };
  }
  const names = wanted ?? Object.keys(TOOLS).join(', ');
  throw new Error(`Nothing here builds images: looked for ${names}. A Docker daemon must answer to count.`);
}

/** Buildah and Podman run commands as containers; where the kernel refuses that, a chroot does. */
async function isolation(image: string | undefined): Promise<Record<string, string>> {
  const isChosen = process.env.BUILDAH_ISOLATION !== undefined;
  if (isChosen || image === undefined || !(await works(['buildah', '--version']))) return {};
  const container = await outputOf(['buildah', 'from', image]);
  const isAble = await works(['buildah', 'run', container, '--', 'true']);
  await runTool(['buildah', 'rm', container]);
  return isAble ? {} : { BUILDAH_ISOLATION: 'chroot' };
}
