/** Tells the event bus of each task that has just ended, as the stream of the table's changes shows it. */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { writeMetrics } from '../core/emf.ts';
import { log } from '../core/log.ts';
import { END_METRICS } from '../core/metrics.ts';
import { endOfTask } from './announce/end-of-task.ts';
import { type End, putEnds } from './announce/put-ends.ts';

/**
 * Announces the ends among these changes. Answers the first change whose end could not be announced: Lambda
 * delivers it and all after it again, so an end is told at least once. The event source must report batch item
 * failures.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { ends, failed } = endsOf(event);
  const told = await putEnds(ends);
  count(ends.slice(0, told));
  const first = ends[told]?.change ?? failed;
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first }] };
}

/** The ends up to the first change that cannot be read. */
function endsOf({ Records }: DynamoDBStreamEvent): { ends: End[]; failed?: string } {
  const ends: End[] = [];
  for (const record of Records) {
    const change = record.dynamodb?.SequenceNumber ?? '';
    try {
      const detail = endOfTask(record);
      if (detail !== undefined) ends.push({ change, detail });
    } catch (error) {
      log.error('A change of the table could not be read.', { change, error: error as Error });
      return { ends, failed: change };
    }
  }
  return { ends };
}

function count(ends: readonly End[]): void {
  if (ends.length === 0) return;
  const having = (wanted: string) => ends.filter(({ detail }) => detail.status === wanted).length;
  writeMetrics({
    [END_METRICS.completed]: having('completed'),
    [END_METRICS.failed]: having('failed'),
    [END_METRICS.cancelled]: having('cancelled'),
  });
}
