/** The container engine of this machine: Docker, or Podman, and how it can be made to run a container here. */
import { readFileSync } from 'node:fs';
import { log } from '../../core/log.ts';
import { lastLines, runTool, works } from './run-tool.ts';

/** An engine that has been seen to run the image. */
export interface ContainerEngine {
  name: 'docker' | 'podman';
  /** The program with its own options, before a command such as `run`. */
  command: readonly string[];
  /** Options of `run` and `create` that containers need on this machine. */
  runOptions: readonly string[];
}

/** Podman's choices of a program that starts containers; which one works depends on the machine's kernel. */
const RUNTIMES = [[], ['--runtime', 'runc'], ['--runtime', 'crun']];
/** Processes of a container at most, where Podman must be told; a worker has some dozens. */
const MOST_PROCESSES = 4096;

/**
 * Finds the engine, Docker first.
 *
 * @param image an image whose entry point is Node, such as the worker's.
 * @throws Error with a full sentence when there is no engine, no such image, or the image does not run.
 */
export async function findEngine(image: string): Promise<ContainerEngine> {
  const name = await engineName();
  if (!(await hasImage([name], image))) {
    throw new Error(`There is no image ${image} in ${name}. Build it: npm run image -- build --tag ${image}`);
  }
  return name === 'docker' ? { name, command: ['docker'], runOptions: [] } : findPodman(image);
}

/** Docker when its daemon answers, otherwise Podman. @throws Error when there is neither. */
async function engineName(): Promise<ContainerEngine['name']> {
  if (await works(['docker', 'version', '--format', '{{.Server.Version}}'])) return 'docker';
  if (await works(['podman', '--version'])) return 'podman';
  throw new Error('There is no container engine: no Docker daemon answers, and Podman is not installed.');
}

async function findPodman(image: string): Promise<ContainerEngine> {
  const runOptions = podmanOptions();
  let complaint = '';
  for (const runtime of RUNTIMES) {
    const command = ['podman', ...runtime];
    const { exitCode, stderr } = await runTool([
      ...command,
      'run',
      '--rm',
      ...runOptions,
      image,
      '--version',
    ]);
    if (exitCode === 0) return { name: 'podman', command, runOptions };
    complaint ||= stderr;
  }
  throw new Error(`Podman cannot run ${image}: ${lastLines(complaint)}`);
}

/** Whether an engine holds an image. */
export function hasImage(command: readonly string[], image: string): Promise<boolean> {
  return works([...command, 'image', 'inspect', image]);
}

/**
 * Ends a container, if it runs, and removes it with its volumes, if it is there. What stays is told in the log.
 *
 * @throws Error when the engine's program cannot be started.
 */
export async function removeContainer({ command }: ContainerEngine, name: string): Promise<void> {
  // Removing alone would wait for a container that does not hear.
  await runTool([...command, 'kill', '--signal', 'KILL', name]);
  const { exitCode, stderr } = await runTool([...command, 'rm', '--force', '--volumes', name]);
  if (exitCode === 0 || /no such container/i.test(stderr)) return;
  log.warn('A container could not be removed; remove it by its name.', {
    container: name,
    reason: lastLines(stderr),
  });
}

/**
 * Podman gives containers higher limits than this process has, which fails without the right to raise them; and it
 * leaves `/tmp` and `/run` writable where Docker does not.
 */
function podmanOptions(): string[] {
  const files = hardLimit('Max open files');
  const processes = Math.min(hardLimit('Max processes'), MOST_PROCESSES);
  const limits = [`nofile=${files}:${files}`, `nproc=${processes}:${processes}`];
  return [...limits.flatMap((limit) => ['--ulimit', limit]), '--read-only-tmpfs=false'];
}

function hardLimit(name: string): number {
  const line = readFileSync('/proc/self/limits', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(name));
  const [, hard = ''] = line?.slice(name.length).trim().split(/\s+/) ?? [];
  return hard === 'unlimited' ? 2 ** 20 : Number(hard);
}
