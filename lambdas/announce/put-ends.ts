/** Puts the ends of tasks onto the event bus. */
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { ENV, requireEnv } from '../../core/environment.ts';
import { log } from '../../core/log.ts';
import { EVENT_SOURCE, TASK_ENDED, type TaskEnded } from '../../core/task-ended.ts';

/** EventBridge's limits of a request: entries, and bytes of them all, of which a part is kept in reserve. */
const ENTRIES_A_REQUEST = 10;
const BYTES_A_REQUEST = 240_000;

/** A task's end, and the change of the table that showed it. */
export interface End {
  /** Sequence number in the stream. */
  change: string;
  detail: TaskEnded;
}

interface Entry {
  end: End;
  /** The event's detail as JSON. */
  text: string;
}

let eventBridge: EventBridgeClient | undefined;

/**
 * Puts ends onto the bus, in order, until one cannot be put.
 *
 * @returns the number of ends from the first on that were all put; some of the others may have been put as well.
 */
export async function putEnds(ends: readonly End[]): Promise<number> {
  let told = 0;
  for (const entries of requestsOf(ends)) {
    const put = await putEntries(entries);
    told += put;
    if (put < entries.length) break;
  }
  return told;
}

/** As many ends a request as EventBridge takes. */
function requestsOf(ends: readonly End[]): Entry[][] {
  const requests: Entry[][] = [];
  let room = 0;
  for (const end of ends) {
    const text = JSON.stringify(end.detail);
    const bytes = EVENT_SOURCE.length + TASK_ENDED.length + Buffer.byteLength(text);
    if (bytes > room || requests.at(-1)?.length === ENTRIES_A_REQUEST) {
      requests.push([]);
      room = BYTES_A_REQUEST;
    }
    requests.at(-1)?.push({ end, text });
    room -= bytes;
  }
  return requests;
}

/** Number of entries from the first on that were put. */
async function putEntries(entries: readonly Entry[]): Promise<number> {
  try {
    const EventBusName = requireEnv(ENV.eventBus);
    const Entries = entries.map(({ text }) => eventOf(text, EventBusName));
    const { Entries: results = [] } = await client().send(new PutEventsCommand({ Entries }));
    const refused = results.findIndex(({ EventId }) => EventId === undefined);
    if (refused < 0) return entries.length;
    complain(entries[refused], results[refused]);
    return refused;
  } catch (error) {
    log.error('Ends of tasks could not be told; they are tried again.', {
      task_ids: entries.map(({ end }) => end.detail.task_id),
      error: error as Error,
    });
    return 0;
  }
}

function eventOf(Detail: string, EventBusName: string): PutEventsRequestEntry {
  return { Source: EVENT_SOURCE, DetailType: TASK_ENDED, Detail, EventBusName };
}

function complain(entry: Entry | undefined, result: PutEventsResultEntry | undefined): void {
  log.error('The end of a task could not be told; it is tried again.', {
    task_id: entry?.end.detail.task_id,
    code: result?.ErrorCode,
    reason: result?.ErrorMessage,
  });
}

/** Three tries of five seconds stay below the function's own limit. */
function client(): EventBridgeClient {
  eventBridge ??= new EventBridgeClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
  return eventBridge;
}
