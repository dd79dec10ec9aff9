/**
 * Writing metrics: one line a call in CloudWatch's embedded metric format on standard output, from which
 * CloudWatch Logs makes the metrics, of functions and of containers alike. Nothing is written where no stage is
 * set, so that a person who runs the service on a laptop sees no such lines.
 *
 *     writeMetrics({ [API_METRICS.accepted]: 1 });
 */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { ENV, envOr, requireEnv } from './environment.ts';
import {
  METRICS_NAMESPACE,
  type MetricName,
  STAGE_DIMENSION,
  unitOf,
  type WORKER_DIMENSIONS,
} from './metrics.ts';

/** Values by metric; those that are undefined were not measured and are not written. */
export type MetricValues = Readonly<Partial<Record<MetricName, number | undefined>>>;

/** What is said about the values. */
export interface MetricContext {
  /** The worker's dimensions; the values are then written with and without them (`WORKER_DIMENSION_SETS`). */
  worker?: Readonly<Record<(typeof WORKER_DIMENSIONS)[number], string>>;
  /** Fields of the line that are no dimensions, such as the task's id: they can be searched for and cost nothing. */
  properties?: Readonly<Record<string, string>>;
}

/** Whether this process belongs to a deployment, so that metrics are written. */
export function hasStage(): boolean {
  return envOr(ENV.stage, '') !== '';
}

/** Writes the values, if this process has a stage. @throws RangeError for a value that is not a number. */
export function writeMetrics(values: MetricValues, { worker, properties = {} }: MetricContext = {}): void {
  if (!hasStage()) return;
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  // Powertools' own dimension `service` says nothing here.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [STAGE_DIMENSION]: requireEnv(ENV.stage) });
  // Each call makes one set, the default dimensions are in all of them.
  if (worker !== undefined) metrics.addDimensions({}).addDimensions(worker);
  for (const [name, value] of Object.entries(properties)) metrics.addMetadata(name, value);
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) metrics.addMetric(name, unitOf(name as MetricName), value);
  }
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
