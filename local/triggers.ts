/** What starts the handlers on one machine: the triggers of core's table of functions, as the cloud has them. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../core/functions.ts';
import { handler as takeDeadLetters } from '../lambdas/dead-letter.ts';
import { handler as dispatch } from '../lambdas/dispatch.ts';
import { handler as ingestUpload } from '../lambdas/ingest-upload.ts';
import { handler as sweep } from '../lambdas/sweep.ts';
import { type ScheduledHandler, startSchedule } from './events/schedule.ts';
import { pollQueue, type SqsHandler } from './events/sqs-poller.ts';
import type { QueueUrls } from './sqs.ts';

/**
 * Functions that one machine does without: its owner needs no token, and nobody listens on an event bus. The table's
 * stand-in has no stream that could start `announce`.
 */
export const CLOUD_ONLY: readonly FunctionName[] = ['authorize', 'announce'];

/** Functions that are called where their events arise: requests in the HTTP front, ends of jobs in the Batch stand-in. */
export const CALLED_DIRECTLY: readonly FunctionName[] = ['api', 'reconcile'];

/** Handlers of queues. */
const QUEUE_HANDLERS: Partial<Record<FunctionName, SqsHandler>> = {
  dispatch,
  'dead-letter': takeDeadLetters,
  'ingest-upload': ingestUpload,
};
/** Handlers of clocks. */
const CLOCK_HANDLERS: Partial<Record<FunctionName, ScheduledHandler>> = { sweep };

/** A trigger that works. */
export interface RunningTrigger {
  stop(): Promise<void>;
}

/**
 * Starts the pollers of the queues and the clocks of all functions.
 *
 * @param clockMs milliseconds between two calls of a clock's handler; the cloud's minutes are long for a person.
 * @throws Error when the table has a function that nothing here starts.
 */
export function startTriggers(sqs: SQSClient, queues: QueueUrls, clockMs: number): RunningTrigger[] {
  const functions = Object.entries(FUNCTIONS) as [FunctionName, FunctionSpec][];
  return functions
    .filter(([name]) => !CLOUD_ONLY.includes(name) && !CALLED_DIRECTLY.includes(name))
    .map(([name, { trigger }]) => {
      const onMessages = QUEUE_HANDLERS[name];
      const onTick = CLOCK_HANDLERS[name];
      if (trigger.kind === 'queue' && onMessages !== undefined) {
        return pollQueue(sqs, queues[trigger.queue], onMessages);
      }
      if (trigger.kind === 'schedule' && onTick !== undefined) return startSchedule(name, clockMs, onTick);
      throw new Error(`Nothing on this machine starts the function ${name}.`);
    });
}
