/** What EventBridge's schedule does: calls a handler again and again, never twice at once. */
import { randomUUID } from 'node:crypto';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { log } from '../../core/log.ts';
import { lambdaContext } from '../lambda-context.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../local-account.ts';

/** A handler of a schedule's events. */
export type ScheduledHandler = (event: ScheduledEvent, context: Context) => Promise<unknown>;

/** A schedule that runs. */
export interface Schedule {
  /** Calls the handler no more, and waits for the call under way. */
  stop(): Promise<void>;
}

/** Milliseconds that a handler is given. */
const HANDLER_MS = 300_000;

/** Calls a handler now, and then this many milliseconds after each call's end. */
export function startSchedule(name: string, periodMs: number, handler: ScheduledHandler): Schedule {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let call = Promise.resolve();
  const run = () => {
    call = runOnce(name, handler).then(() => {
      if (!isStopped) timer = setTimeout(run, periodMs);
    });
  };
  run();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await call;
    },
  };
}

async function runOnce(name: string, handler: ScheduledHandler): Promise<void> {
  try {
    await handler(scheduledEvent(name), lambdaContext(name, HANDLER_MS));
  } catch (error) {
    log.error('A scheduled call failed.', { function: name, error: error as Error });
  }
}

function scheduledEvent(name: string): ScheduledEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: LOCAL_ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: LOCAL_REGION,
    resources: [`arn:aws:events:${LOCAL_REGION}:${LOCAL_ACCOUNT}:rule/${name}`],
    detail: {},
  };
}
