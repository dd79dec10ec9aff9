/** What the tasks of a month cost, on top of the rest. */
import { FUNCTIONS } from '../../core/functions.ts';
import { machinePriceOf } from './check-inputs.ts';
import type { CostItem } from './estimate.ts';
import { type CostInputs, loadMetrics } from './inputs.ts';
import { PRICES } from './prices.ts';
import { DAYS_A_MONTH, HOURS_A_MONTH } from './units.ts';

/** Guesses for one request to the API, with its authorizer and what it reads. */
const REQUEST = { seconds: 0.1, readUnits: 5, logGb: 2e-6 };
/** Guesses for one task: functions behind the API, writes with their indexes, messages, events, S3 requests, logs. */
const TASK = {
  invocations: 10,
  seconds: 3,
  writeUnits: 60,
  messages: 10,
  events: 2,
  puts: 40,
  gets: 60,
  logGb: 1e-4,
};
/** Write units of one heartbeat, and its record's size. */
const HEARTBEAT_UNITS = 2;
const RECORD_GB = 4e-6;
/** Requests, and GB of logs, for an hour of video: parts of uploads, ranges of videos, chunks, flow logs. */
const VIDEO_HOUR = { puts: 1500, gets: 1000, logGb: 2e-3 };

/** The items, in US dollars a month. */
export function loadCost(inputs: CostInputs): CostItem[] {
  const hours = machineHours(inputs);
  return [...machines(inputs, hours), ...storage(inputs), ...requests(inputs, hours)];
}

/** Hours for which machines run: work, and starts. */
export function machineHours(inputs: CostInputs): number {
  const starts = inputs.tasks / inputs.tasksPerStart;
  return inputs.videoHours * inputs.realTimeFactor + (starts * inputs.startSeconds) / 3600;
}

function machines({ instanceType, spotShare, diskGiB, network }: CostInputs, hours: number): CostItem[] {
  const { spotUsd, onDemandUsd } = machinePriceOf(instanceType);
  // A GB of EBS is a GiB.
  const disk = (diskGiB * PRICES.diskGbMonth.usd) / HOURS_A_MONTH;
  const address = network === 'public' ? PRICES.publicAddressHour.usd : 0;
  return [
    { item: `Machines, ${instanceType} Spot`, usd: hours * spotShare * spotUsd },
    { item: `Machines, ${instanceType} on demand`, usd: hours * (1 - spotShare) * onDemandUsd },
    { item: "Machines' disks", usd: hours * disk },
    { item: "Machines' public addresses", usd: hours * address },
  ];
}

function storage(inputs: CostInputs): CostItem[] {
  const { tasks, videoHours, videoGbPerHour, resultGbPerHour, mediaDays, retentionDays, downloads } = inputs;
  const months = { media: mediaDays / DAYS_A_MONTH, results: retentionDays / DAYS_A_MONTH };
  const results = videoHours * resultGbPerHour;
  const records = tasks * RECORD_GB * months.results;
  return [
    { item: 'Stored videos', usd: videoHours * videoGbPerHour * months.media * PRICES.storageGbMonth.usd },
    { item: 'Stored results', usd: results * months.results * PRICES.storageGbMonth.usd },
    { item: 'Downloads of results', usd: results * downloads * PRICES.downloadGb.usd },
    { item: 'Stored records', usd: records * (PRICES.tableGbMonth.usd + PRICES.tableBackupGbMonth.usd) },
  ];
}

function requests(inputs: CostInputs, hours: number): CostItem[] {
  const { tasks, videoHours, realTimeFactor, workerKinds } = inputs;
  const calls = tasks * inputs.requestsPerTask;
  const beats = videoHours * realTimeFactor * 3600;
  const puts = tasks * TASK.puts + videoHours * VIDEO_HOUR.puts;
  const gets = tasks * TASK.gets + videoHours * VIDEO_HOUR.gets;
  const writes = tasks * TASK.writeUnits + beats * HEARTBEAT_UNITS;
  const logs = tasks * TASK.logGb + calls * REQUEST.logGb + videoHours * VIDEO_HOUR.logGb;
  // A metric is paid for in the hours in which it is written.
  const metricMonths = Math.min(1, (tasks + hours) / HOURS_A_MONTH);
  return [
    { item: 'API requests', usd: calls * PRICES.apiRequest.usd },
    { item: 'Functions', usd: functionUsd(tasks, calls) },
    {
      item: 'Table',
      usd: writes * PRICES.tableWriteUnit.usd + calls * REQUEST.readUnits * PRICES.tableReadUnit.usd,
    },
    { item: 'S3 requests', usd: puts * PRICES.storagePut.usd + gets * PRICES.storageGet.usd },
    { item: 'Messages and events', usd: tasks * messageUsd() },
    {
      item: 'Logs and traces',
      usd: logs * PRICES.logsGb.usd + (calls + tasks * TASK.invocations) * PRICES.trace.usd,
    },
    { item: "Workers' metrics", usd: metricMonths * loadMetrics(workerKinds) * PRICES.customMetricMonth.usd },
  ];
}

function functionUsd(tasks: number, calls: number): number {
  const apiSeconds = calls * REQUEST.seconds * (FUNCTIONS.api.memoryMiB / 1024);
  const taskSeconds = tasks * TASK.seconds * (FUNCTIONS.dispatch.memoryMiB / 1024);
  const invocations = calls + tasks * TASK.invocations;
  return invocations * PRICES.lambdaRequest.usd + (apiSeconds + taskSeconds) * PRICES.lambdaGbSecond.usd;
}

function messageUsd(): number {
  return TASK.messages * PRICES.queueRequest.usd + TASK.events * PRICES.busEvent.usd;
}
