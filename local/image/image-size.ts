/** How large an image is. */
import { outputOf } from '../container/run-tool.ts';

/** Megabytes of an image's files, unpacked; a registry holds less than half, since layers are compressed there. */
export async function imageMegabytes(command: readonly string[], image: string): Promise<number> {
  const [file = ''] = command;
  // Buildah shares its images with Podman, but does not tell sizes in bytes.
  const tool = file === 'buildah' ? ['podman'] : command;
  const bytes = await outputOf([...tool, 'image', 'inspect', '--format', '{{.Size}}', image]);
  return Math.round(Number(bytes) / 1e6);
}
