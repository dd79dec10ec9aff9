/** Lines in the embedded metric format, taken from standard output. */
import type { TestContext } from 'node:test';
import { ENV } from '../../core/environment.ts';

/** Stage under which captured metrics are written. */
export const TEST_STAGE = 'test';

/** A line of metrics: the values lie beside `_aws`. */
export interface MetricLine {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: string; Unit: string }[];
    }[];
  };
  [field: string]: unknown;
}

/** Sets a stage for the test and takes the lines of metrics that are written until it ends. */
export function captureMetrics(t: TestContext): MetricLine[] {
  const lines: MetricLine[] = [];
  const write = process.stdout.write.bind(process.stdout);
  t.mock.method(process.stdout, 'write', (...args: Parameters<typeof write>) => {
    const [found] = metricLines(String(args[0]));
    if (found === undefined) return write(...args);
    lines.push(found);
    return true;
  });
  process.env[ENV.stage] = TEST_STAGE;
  t.after(() => {
    delete process.env[ENV.stage];
  });
  return lines;
}

/** The lines of metrics in a process's output. */
export function metricLines(output: string): MetricLine[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line));
}
