/** From a job definition's container to the options of `docker create` and `podman create`. */
import type { ContainerProperties, MountPoint, Volume } from '@aws-sdk/client-batch';

/**
 * Options, image and command of a container. The environment is not among them: it holds credentials.
 * Roles, secrets and logging, which belong to AWS, are passed over; so are vCPUs, which Batch uses for placement.
 *
 * @param hostFiles where files of a cloud's machine lie on this one; read-only mounts of others are left out.
 * @throws Error when the container needs what is not given here: GPUs, devices, privileges.
 */
export function containerArguments(
  container: ContainerProperties,
  hostFiles: Readonly<Record<string, string>> = {},
): string[] {
  if (container.image === undefined) throw new Error('The job definition names no image.');
  refuseSpecialRights(container);
  return [
    ...['--pull', 'never', '--network', 'host'],
    // In the cloud the user is not root and cannot become it; here nothing is left to become it with.
    ...['--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
    ...option('--user', container.user),
    ...(container.readonlyRootFilesystem === true ? ['--read-only'] : []),
    ...memoryOptions(container),
    ...linuxOptions(container.linuxParameters),
    ...(container.ulimits ?? []).flatMap(({ name, softLimit, hardLimit }) => [
      '--ulimit',
      `${name}=${softLimit}:${hardLimit}`,
    ]),
    ...(container.mountPoints ?? []).flatMap((mount) => mountOptions(mount, container.volumes, hostFiles)),
    container.image,
    ...(container.command ?? []),
  ];
}

function refuseSpecialRights({
  privileged,
  linuxParameters,
  resourceRequirements,
}: ContainerProperties): void {
  const refused = [
    ...(privileged === true ? ['privileges'] : []),
    ...((linuxParameters?.devices ?? []).length > 0 ? ['devices'] : []),
    ...(resourceRequirements?.some(({ type }) => type === 'GPU') ? ['GPUs'] : []),
  ];
  if (refused.length > 0)
    throw new Error(`The local service gives containers no ${refused.join(' and no ')}.`);
}

/** MiB of the job definition; no more by swapping. */
function memoryOptions({ resourceRequirements, memory }: ContainerProperties): string[] {
  const required = resourceRequirements?.find(({ type }) => type === 'MEMORY')?.value ?? memory;
  return required === undefined ? [] : ['--memory', `${required}m`, '--memory-swap', `${required}m`];
}

function linuxOptions(linux: ContainerProperties['linuxParameters'] = {}): string[] {
  const { initProcessEnabled, sharedMemorySize, tmpfs = [] } = linux;
  return [
    ...(initProcessEnabled === true ? ['--init'] : []),
    ...option('--shm-size', sharedMemorySize === undefined ? undefined : `${sharedMemorySize}m`),
    ...tmpfs.flatMap(({ containerPath, size, mountOptions = [] }) => [
      '--tmpfs',
      `${containerPath}:${[`size=${size}m`, ...mountOptions].join(',')}`,
    ]),
  ];
}

function mountOptions(
  { sourceVolume, containerPath, readOnly = false }: MountPoint,
  volumes: readonly Volume[] = [],
  hostFiles: Readonly<Record<string, string>>,
): string[] {
  if (containerPath === undefined) throw new Error('A mount point of the job definition names no path.');
  const source = volumes.find(({ name }) => name === sourceVolume)?.host?.sourcePath ?? '';
  const here = hostFiles[source];
  if (here !== undefined) return ['--volume', `${here}:${containerPath}${readOnly ? ':ro' : ''}`];
  // A volume of the container's own, which goes with it.
  return readOnly ? [] : ['--volume', containerPath];
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}
