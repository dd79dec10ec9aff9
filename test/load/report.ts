/** What the load showed, as a table. */
import { availableParallelism } from 'node:os';
import type { RecordableHistogram } from 'node:perf_hooks';
import type { ServiceMeasures } from './service.ts';
import type { Tally } from './tally.ts';

/** What was done. */
export interface LoadRun {
  clients: number;
  /** Seconds for which requests were begun. */
  seconds: number;
  tally: Tally;
  /** The service before the first request, every few seconds under load, and after its last task has ended. */
  before: ServiceMeasures;
  during: readonly ServiceMeasures[];
  after: ServiceMeasures;
  /** Tasks that were accepted, and seconds until the last had ended after the last request. */
  tasks: number;
  drained: number;
}

const HEAD = ['route', 'requests', 'a second', 'p50 ms', 'p99 ms', 'max ms', 'answers'];

/** The table, and what the machine has to do with it. */
export function reportLoad({
  clients,
  seconds,
  tally,
  before,
  during,
  after,
  tasks,
  drained,
}: LoadRun): string {
  const rows = [...tally.routes]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([route, { times, statuses }]) => [route, ...figures(times, seconds), answersOf(statuses)]);
  const all = ['all', ...figures(tally.all, seconds), ''];
  const peak = Math.max(...during.map(({ memory }) => memory));
  const stall = Math.max(...during.map(({ longestStall }) => longestStall));
  const stall99 = Math.max(...during.map(({ stall99: each }) => each));
  return [
    `${clients} clients without pauses for ${seconds} s, each with a connection of its own; clients and service share ${availableParallelism()} cores, and the table, S3 and the queues are stand-ins in the service's process.`,
    'Workers end their tasks at once: the API is what is measured.',
    '',
    ...table([HEAD, ...rows, all]),
    '',
    `${tasks} tasks accepted; the last had ended ${drained.toFixed(1)} s after the last request.`,
    `Service: ${megabytes(before)} before, ${peak.toFixed(0)} MB at most, ${megabytes(after)} after; JavaScript's heap after collection ${before.heap.toFixed(0)} and ${after.heap.toFixed(0)} MB; event loop held up ${stall99.toFixed(0)} ms (p99), ${stall.toFixed(0)} ms at most; ${(after.cpu - before.cpu).toFixed(0)} s of processor time.`,
  ].join('\n');
}

/** One line that tells it all, and the failures in words. */
export function verdict({ clients, seconds, tally }: LoadRun): string {
  const answers = [...tally.routes.values()].flatMap(({ statuses }) => [...statuses]);
  const ours = answers.reduce((sum, [status, count]) => (status >= 500 ? sum + count : sum), 0);
  const perSecond = (tally.all.count / seconds).toFixed(0);
  const p99 = (tally.all.percentile(99) / 1000).toFixed(0);
  const line = `${clients} clients, ${seconds} s: ${tally.all.count} requests, ${perSecond} a second, p99 ${p99} ms; ${ours} answers of 5xx, ${tally.brokenConnections} broken connections, ${tally.failures} failures in all`;
  return [...tally.told.map((text) => `FAILED ${text}`), line].join('\n');
}

function figures(times: RecordableHistogram, seconds: number): string[] {
  const milliseconds = (microseconds: number) => (microseconds / 1000).toFixed(0);
  return [
    String(times.count),
    (times.count / seconds).toFixed(1),
    milliseconds(times.percentile(50)),
    milliseconds(times.percentile(99)),
    milliseconds(times.max),
  ];
}

function answersOf(statuses: ReadonlyMap<number, number>): string {
  return [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
}

function megabytes({ memory }: ServiceMeasures): string {
  return `${memory.toFixed(0)} MB`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column === HEAD.length - 1;
  const cell = (text: string, column: number) =>
    isText(column) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}
