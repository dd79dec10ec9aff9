/** A line of a structured log, for people. */
import { plain } from '../text.ts';

/** Fields that stand elsewhere in the line, or are the same in each. */
const NOT_REPEATED: readonly string[] = [
  'timestamp',
  'level',
  'message',
  'error',
  'service',
  'task_id',
  'sampling_rate',
  'xray_trace_id',
];

/**
 * `TIME LEVEL message field=value …`, with the stack of an error below it. A line that is not structured is shown as
 * it is, one that holds metrics not at all.
 */
export function readableLine(line: string): string | undefined {
  const entry = parseObject(line);
  if (entry === undefined) return plain(line);
  if ('_aws' in entry) return undefined;
  const { timestamp = '', level = '', message = '', error } = entry;
  const fields = Object.entries(entry)
    .filter(([name]) => !NOT_REPEATED.includes(name))
    .map(([name, value]) => `${name}=${text(value)}`);
  const words = [text(timestamp), text(level).padEnd(5), text(message), ...fields].filter(
    (word) => word !== '',
  );
  return [words.join(' '), ...errorLines(error)].map(plain).join('\n');
}

function errorLines(error: unknown): string[] {
  if (error === undefined) return [];
  if (typeof error !== 'object' || error === null) return [`    ${text(error)}`];
  const { stack, name = 'Error', message = '' } = error as Record<string, unknown>;
  const shown = typeof stack === 'string' && stack !== '' ? stack : `${text(name)}: ${text(message)}`;
  return shown.split('\n').map((each) => `    ${each.trim()}`);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
