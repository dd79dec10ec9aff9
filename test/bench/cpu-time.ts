/** Processor time of a piece of work: this process's own, and that of the programs it ran. */
import { endedChildrenSeconds } from './process-tree.ts';

/** What a piece of work took, in seconds. */
export interface Effort {
  wall: number;
  /** Processor time of this process, all its threads together. */
  own: number;
  /** Processor time of programs that it started and that have ended. */
  children: number;
}

/** Does a piece of work and tells what it took. The programs it starts must have ended when it resolves. */
export async function measure(work: () => Promise<unknown>): Promise<Effort> {
  const [start, cpu, children] = [performance.now(), process.cpuUsage(), endedChildrenSeconds()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    wall: (performance.now() - start) / 1000,
    own: (user + system) / 1e6,
    children: endedChildrenSeconds() - children,
  };
}
