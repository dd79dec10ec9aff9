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

/** Seconds of processor time of an effort, in all. */
export function cpuOf({ own, children }: Effort): number {
  return own + children;
}

/** Efforts that follow each other, added up. */
export function sumOf(efforts: readonly Effort[]): Effort {
  const add = (a: Effort, b: Effort) => ({
    wall: a.wall + b.wall,
    own: a.own + b.own,
    children: a.children + b.children,
  });
  return efforts.reduce(add, { wall: 0, own: 0, children: 0 });
}
