/** What an engine knows of a container. */
import * as z from 'zod';
import type { ContainerEngine } from './engine.ts';
import { outputOf, runTool } from './run-tool.ts';

/** How a container stands. */
export interface ContainerState {
  /** `created` when it never ran, `running`, `exited` and some more. */
  status: string;
  exitCode: number;
  /** Whether something in it was killed for want of memory. */
  isOutOfMemory: boolean;
  /** Why the engine could not start it. */
  error: string;
}

const inspectedSchema = z.tuple([
  z.object({
    Id: z.string(),
    State: z.object({
      Status: z.string(),
      ExitCode: z.int(),
      OOMKilled: z.boolean(),
      Error: z.string().default(''),
    }),
  }),
]);

/** Looks at a container; at one that still runs, when it has ended. @throws Error when there is none. */
export async function containerState(engine: ContainerEngine, name: string): Promise<ContainerState> {
  const state = await look(engine, name);
  if (state.status !== 'running') return state;
  await outputOf([...engine.command, 'wait', name]);
  return look(engine, name);
}

async function look({ command }: ContainerEngine, name: string): Promise<ContainerState> {
  const text = await outputOf([...command, 'container', 'inspect', name]);
  const [{ Id, State }] = inspectedSchema.parse(JSON.parse(text));
  const { Status: status, ExitCode: exitCode, OOMKilled, Error: error } = State;
  const isOutOfMemory = OOMKilled || (exitCode !== 0 && (await kernelSaysOutOfMemory(Id)));
  return { status, exitCode, isOutOfMemory, error };
}

/**
 * What the kernel's log tells, where this user may read it: Podman does not notice on machines that have both
 * versions of control groups. The kernel names the control group, whose name holds the container's id.
 */
async function kernelSaysOutOfMemory(id: string): Promise<boolean> {
  const { stdout } = await runTool(['dmesg']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').some((line) => line.includes('oom-kill:') && line.includes(id));
}
