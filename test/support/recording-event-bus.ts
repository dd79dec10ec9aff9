/** An EventBridge that only remembers what it was given, for tests of the handlers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';

/** What the tests see and set. */
export interface RecordingEventBus {
  /** Address for `AWS_ENDPOINT_URL_EVENTBRIDGE`. */
  endpoint: string;
  /** The entries of each PutEvents that was not refused as a whole. */
  requests: PutEventsRequestEntry[][];
  /** Number of refused requests. */
  refused: number;
  /** While set, every request is refused with it. */
  refusal: { status: number; type: string } | undefined;
  /** Entries that are not taken, by a word in their detail. */
  unwanted: { word: string; code: string } | undefined;
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1; it answers as EventBridge's `PutEvents` is documented. */
export async function startRecordingEventBus(): Promise<RecordingEventBus> {
  const bus: RecordingEventBus = {
    endpoint: '',
    requests: [],
    refused: 0,
    refusal: undefined,
    unwanted: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer(async (request, response) => {
    const { Entries } = (await json(request)) as { Entries: PutEventsRequestEntry[] };
    const known = request.headers['x-amz-target'] === 'AWSEvents.PutEvents';
    const { status, body } = known ? answer(bus, Entries) : refuse({ status: 400, type: 'UnknownOperation' });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  bus.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return bus;
}

function answer(bus: RecordingEventBus, entries: PutEventsRequestEntry[]): { status: number; body: object } {
  if (bus.refusal !== undefined) {
    bus.refused += 1;
    return refuse(bus.refusal);
  }
  bus.requests.push(entries);
  const results = entries.map((entry) => take(bus, entry));
  const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
  return { status: 200, body: { FailedEntryCount, Entries: results } };
}

function take({ unwanted }: RecordingEventBus, { Detail = '' }: PutEventsRequestEntry): PutEventsResultEntry {
  if (unwanted === undefined || !Detail.includes(unwanted.word)) {
    return { EventId: '11710aed-b79e-4468-a20b-bb3c0c3b4860' };
  }
  return { ErrorCode: unwanted.code, ErrorMessage: 'The entry was not taken.' };
}

function refuse({ status, type }: { status: number; type: string }): { status: number; body: object } {
  return { status, body: { __type: type, message: 'refused' } };
}
