/** What a month without any task costs. */
import { FUNCTIONS, type FunctionSpec } from '../../core/functions.ts';
import type { CostItem } from './estimate.ts';
import { type DeploymentInputs, REST_METRICS } from './inputs.ts';
import { PRICES } from './prices.ts';
import { HOURS_A_MONTH } from './units.ts';

/** Connections that Lambda keeps open to an idle queue, and how long each waits for a message. */
const POLLERS = 5;
const POLL_SECONDS = 20;
/** Guesses for one sweep that finds nothing to do. */
const SWEEP = { seconds: 1, readUnits: 20, writeUnits: 5, logGb: 2e-6 };

/** The items, in US dollars a month. */
export function restCost(inputs: DeploymentInputs): CostItem[] {
  const sweeps = (HOURS_A_MONTH * 60) / FUNCTIONS.sweep.trigger.minutes;
  const items = [
    { item: 'CloudWatch dashboard', usd: PRICES.dashboardMonth.usd },
    { item: 'CloudWatch alarms', usd: inputs.alarmMetrics * PRICES.alarmMetricMonth.usd },
    { item: "Sweeper's metrics", usd: REST_METRICS * PRICES.customMetricMonth.usd },
    { item: 'Sweeper', usd: sweeps * sweepUsd() },
    { item: 'Polling of the queues', usd: polledQueues() * pollingUsd() },
    { item: 'Key of the alarm topic', usd: PRICES.keyMonth.usd },
    { item: 'Image in the registry', usd: inputs.imageGb * PRICES.imageGbMonth.usd },
  ];
  return inputs.network === 'private' ? [...items, endpoints(inputs)] : items;
}

function endpoints({ interfaceEndpoints, zones }: DeploymentInputs): CostItem {
  const hours = interfaceEndpoints * zones * HOURS_A_MONTH;
  return { item: 'Interface endpoints', usd: hours * PRICES.interfaceEndpointHour.usd };
}

function sweepUsd(): number {
  const gbSeconds = (FUNCTIONS.sweep.memoryMiB / 1024) * SWEEP.seconds;
  return (
    PRICES.lambdaRequest.usd +
    gbSeconds * PRICES.lambdaGbSecond.usd +
    SWEEP.readUnits * PRICES.tableReadUnit.usd +
    SWEEP.writeUnits * PRICES.tableWriteUnit.usd +
    SWEEP.logGb * PRICES.logsGb.usd +
    PRICES.trace.usd
  );
}

/** Queues that a function waits for. */
function polledQueues(): number {
  const specs: FunctionSpec[] = Object.values(FUNCTIONS);
  return specs.filter(({ trigger }) => trigger.kind === 'queue').length;
}

function pollingUsd(): number {
  const polls = POLLERS * (3600 / POLL_SECONDS) * HOURS_A_MONTH;
  return polls * PRICES.queueRequest.usd;
}
