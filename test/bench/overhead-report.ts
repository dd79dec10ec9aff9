/** The figures of the overhead section: speed, shares of the stages, memory, and the two ratios. */
import { availableParallelism } from 'node:os';
import type { Alone } from './overhead.ts';
import type { Line } from './report.ts';
import type { Whole } from './whole.ts';

/** Wanted on a quiet machine, at 720p with one to three people. */
const MOST_OVERHEAD = { undrawn: 1.15, drawn: 1.25 } as const;
const LEAST_USE = 0.9;

/** What was measured of one subject. */
export interface Overhead {
  /** What was run, for people. */
  name: string;
  whole: Whole;
  alone: Alone;
  /** Seconds of processor time for a clip of a second; it is part of the whole, and nothing is taken off. */
  fixed: number;
  drawn: boolean;
}

/** Lines of the report. */
export function overheadLines({ name, whole, alone, fixed, drawn }: Overhead): Line[] {
  const base = { section: 'overhead' };
  const { frames, cpu, wall, peak } = whole;
  const sum = Object.values(alone).reduce((total, seconds) => total + seconds, 0);
  const cores = availableParallelism();
  const stages = Object.entries({ ...alone, 'all else': cpu - sum });
  return [
    { ...base, name, value: frames / wall, unit: 'fps', note: `${frames} frames, POST to completed` },
    ...stages.map(([stage, seconds]) => ({
      ...base,
      name: `${name}: ${stage}`,
      value: seconds,
      unit: 's',
      note: `${percent(seconds / cpu)} of the whole, ${((1000 * seconds) / frames).toFixed(2)} ms a frame`,
    })),
    {
      ...base,
      name: `${name}: whole`,
      value: cpu,
      unit: 's',
      note: `with what every task costs: ${fixed.toFixed(1)} s for a clip of a second`,
    },
    { ...base, name: `${name}: peak memory`, value: peak, unit: 'MB' },
    {
      ...base,
      name: `${name}: overhead`,
      value: cpu / sum,
      unit: 'x',
      target: drawn ? MOST_OVERHEAD.drawn : MOST_OVERHEAD.undrawn,
      note: `${((cpu - fixed) / sum).toFixed(2)} x without what every task costs`,
    },
    {
      ...base,
      name: `${name}: use`,
      value: cpu / (cores * wall),
      unit: 'x',
      atLeast: LEAST_USE,
      note: `${cores} cores, ${wall.toFixed(1)} s by the clock`,
    },
  ];
}

function percent(part: number): string {
  return `${(100 * part).toFixed(0)} %`;
}
