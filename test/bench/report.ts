/** What the bench has measured: as a table for people, as JSON for programs. */
import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os';

/** One measured figure. */
export interface Figure {
  section: string;
  name: string;
  value: number;
  unit: string;
  /** The highest value that is wanted, where one is. */
  target?: number;
  /** The lowest value that is wanted, where one is. */
  atLeast?: number;
  /** How it came about, such as the single runs. */
  note?: string;
}

/** A figure that could not be taken, and why. */
export interface Gap {
  section: string;
  name: string;
  reason: string;
}

/** The machine, as far as it explains the figures. */
export interface Machine {
  processor: string;
  cores: number;
  system: string;
  node: string;
  /** One-minute load average when the bench began: what else the machine was doing. */
  load: number;
}

/** A line of the report. */
export type Line = Figure | Gap;

/** This machine. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    system: `${platform()} ${arch()}`,
    node: process.version,
    load: loadavg()[0] as number,
  };
}

/** Whether a figure is worse than wanted. */
export function isMissed(line: Line): boolean {
  if (!isTargeted(line)) return false;
  const { value, target = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = line;
  return !(value <= target && value >= atLeast);
}

function isTargeted(line: Line): line is Figure {
  return 'value' in line && (line.target !== undefined || line.atLeast !== undefined);
}

/** Some figures as a table with a line of titles. */
export function table(lines: readonly Line[]): string {
  const rows = [['section', 'figure', 'measured', 'target', '', ''], ...lines.map(row)];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const text = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return text.map((line) => line.trimEnd()).join('\n');
}

/** The report as one line of JSON. */
export function reportJson(machine: Machine, lines: readonly Line[]): string {
  const figures = lines.map((line) => ('value' in line ? { ...line, missed: isMissed(line) } : line));
  return JSON.stringify({ machine, figures });
}

/** The middle of some values. @throws RangeError when there are none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] as number)) / 2;
}

function row(line: Line): string[] {
  if (!('value' in line)) return [line.section, line.name, '-', '', '', line.reason];
  const { section, name, value, unit, note = '' } = line;
  const met = !isTargeted(line) ? '' : isMissed(line) ? 'MISSED' : 'met';
  return [section, name, `${rounded(value)} ${unit}`, wanted(line), met, note];
}

function wanted({ target, atLeast, unit }: Figure): string {
  if (target !== undefined) return `<= ${target} ${unit}`;
  return atLeast === undefined ? '' : `>= ${atLeast} ${unit}`;
}

/** What stands above the tables. */
export function heading({ processor, cores, system, node, load }: Machine): string {
  return `${cores} cores, ${processor}, ${system}, Node ${node}; load average ${load.toFixed(1)} at the start`;
}

/** What stands below them: how many targets were met. */
export function verdict(lines: readonly Line[]): string {
  const targeted = lines.filter(isTargeted);
  const missed = targeted.filter(isMissed);
  return `${targeted.length - missed.length} of ${targeted.length} targets met${missed.length > 0 ? `, ${missed.length} MISSED` : ''}`;
}

/** Three digits that count. */
function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
