/**
 * AWS list prices in US dollars, region us-east-1, without free tiers, discounts and taxes. They must be checked
 * against AWS's own price pages before anybody relies on them: other regions cost up to half as much again, and
 * Spot prices move by the hour.
 */

/** Day on which the prices were gathered. */
export const PRICES_AS_OF = '2026-11-22';
/** Region of the prices. */
export const PRICES_REGION = 'us-east-1';

/**
 * Where a price comes from: `read` in price comparisons and price tables of 2026 that quote AWS's pages, several
 * of which agreed; `memory` where none was found.
 */
export type PriceSource = 'read' | 'memory';

/** A price of one unit. */
export interface Price {
  usd: number;
  unit: string;
  source: PriceSource;
}

const read = (usd: number, unit: string): Price => ({ usd, unit, source: 'read' });
const memory = (usd: number, unit: string): Price => ({ usd, unit, source: 'memory' });

/** Prices of all that is not a machine. */
export const PRICES = {
  diskGbMonth: read(0.08, 'GB-month of EBS gp3'),
  publicAddressHour: read(0.005, 'hour of a public IPv4 address'),
  interfaceEndpointHour: read(0.01, 'hour of an interface endpoint in one zone'),
  imageGbMonth: read(0.1, 'GB-month of ECR'),
  lambdaRequest: read(0.2e-6, 'invocation'),
  lambdaGbSecond: read(0.0000133334, 'GB-second on arm64'),
  apiRequest: read(3.5e-6, 'request of a REST API'),
  tableWriteUnit: read(0.625e-6, 'write request unit on demand'),
  tableReadUnit: read(0.125e-6, 'read request unit on demand'),
  tableGbMonth: read(0.25, 'GB-month of DynamoDB'),
  tableBackupGbMonth: read(0.2, 'GB-month of point-in-time recovery'),
  storageGbMonth: read(0.023, 'GB-month of S3 Standard'),
  storagePut: read(0.005e-3, 'PUT, POST or LIST'),
  storageGet: read(0.0004e-3, 'GET'),
  downloadGb: read(0.09, 'GB out to the internet'),
  queueRequest: read(0.4e-6, 'request of a standard queue'),
  busEvent: read(1e-6, 'custom or S3 event on EventBridge'),
  trace: memory(5e-6, 'trace recorded by X-Ray'),
  dashboardMonth: read(3, 'dashboard and month'),
  alarmMetricMonth: read(0.1, 'metric of an alarm and month'),
  customMetricMonth: read(0.3, 'custom metric and month, by the hour'),
  logsGb: read(0.5, 'GB of logs taken in'),
  keyMonth: memory(1, 'customer managed key and month'),
} as const satisfies Record<string, Price>;

/** What a machine of EC2 costs an hour. */
export interface MachinePrice {
  /** List price on demand, Linux; all of them were read. */
  onDemandUsd: number;
  /** A typical Spot price; it changes by the hour and the zone. */
  spotUsd: number;
  /** Where the Spot price comes from. */
  spotSource: PriceSource;
}

/** Instance types with known prices. */
export const MACHINE_PRICES: Readonly<Record<string, MachinePrice>> = {
  'g4dn.xlarge': { onDemandUsd: 0.526, spotUsd: 0.285, spotSource: 'read' },
  'g4dn.2xlarge': { onDemandUsd: 0.752, spotUsd: 0.41, spotSource: 'memory' },
  'g5.xlarge': { onDemandUsd: 1.006, spotUsd: 0.49, spotSource: 'read' },
  'g5.2xlarge': { onDemandUsd: 1.212, spotUsd: 0.59, spotSource: 'memory' },
  'g6.xlarge': { onDemandUsd: 0.8048, spotUsd: 0.601, spotSource: 'read' },
  'g6.2xlarge': { onDemandUsd: 0.9776, spotUsd: 0.73, spotSource: 'memory' },
  'c7i.xlarge': { onDemandUsd: 0.1785, spotUsd: 0.068, spotSource: 'read' },
  'c7i.2xlarge': { onDemandUsd: 0.357, spotUsd: 0.136, spotSource: 'memory' },
  'c6i.xlarge': { onDemandUsd: 0.17, spotUsd: 0.068, spotSource: 'memory' },
  'c6i.2xlarge': { onDemandUsd: 0.34, spotUsd: 0.136, spotSource: 'memory' },
  'm7i.xlarge': { onDemandUsd: 0.2016, spotUsd: 0.08, spotSource: 'memory' },
  'm7i.2xlarge': { onDemandUsd: 0.4032, spotUsd: 0.16, spotSource: 'memory' },
  'm6i.xlarge': { onDemandUsd: 0.192, spotUsd: 0.08, spotSource: 'memory' },
  'm6i.2xlarge': { onDemandUsd: 0.384, spotUsd: 0.16, spotSource: 'memory' },
};

/** What a machine costs, or undefined where its price is not in the table. */
export function machinePrice(instanceType: string): MachinePrice | undefined {
  return Object.hasOwn(MACHINE_PRICES, instanceType) ? MACHINE_PRICES[instanceType] : undefined;
}
