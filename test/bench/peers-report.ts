/** The figures of a comparison: both speeds, what they cost, and the ratio. */
import type { Comparison } from './peers-list.ts';
import { type Line, median } from './report.ts';

/** A run of either side. */
export interface PeerRun {
  frames: number;
  instances: number;
  /** Seconds by the clock from the first frame to the last file, the models open before. */
  seconds: number;
  /** Seconds of processor time from start to end. */
  cpu: number;
  /** Highest memory in megabytes. */
  peak: number;
}

/** Lines of the report; medians over the runs. */
export function peerLines(
  { name, theirs: { name: peer }, atLeast }: Comparison,
  theirs: readonly PeerRun[],
  ours: readonly PeerRun[],
): Line[] {
  const of = (runs: readonly PeerRun[], value: (run: PeerRun) => number) => median(runs.map(value));
  const base = { section: 'peers', unit: 'fps' };
  const cpu = of(theirs, cpuSeconds) / of(ours, cpuSeconds);
  return [
    { ...base, name: `${peer}: ${name}`, value: of(theirs, speed), note: told(theirs) },
    { ...base, name: 'the same here', value: of(ours, speed), note: told(ours) },
    {
      ...base,
      name: 'ratio',
      value: of(ours, speed) / of(theirs, speed),
      unit: 'x',
      ...(atLeast === undefined ? {} : { atLeast }),
      note: `processor time ${cpu.toFixed(2)} x less`,
    },
  ];
}

function told(runs: readonly PeerRun[]): string {
  const speeds = runs.map((run) => speed(run).toFixed(1)).join(', ');
  const people = median(runs.map(({ frames, instances }) => instances / frames)).toFixed(2);
  const cpu = median(runs.map(cpuSeconds)).toFixed(1);
  const peak = median(runs.map(({ peak }) => peak)).toFixed(0);
  return `median of ${speeds}; ${cpu} s of processor time, ${peak} MB, ${people} people a frame`;
}

function speed({ frames, seconds }: PeerRun): number {
  return frames / seconds;
}

function cpuSeconds({ cpu }: PeerRun): number {
  return cpu;
}
