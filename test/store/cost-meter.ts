/** What work costs in DynamoDB. */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What was asked of DynamoDB. */
export interface Cost {
  requests: number;
  /** Capacity units, of reads and writes. */
  units: number;
  /** Items that came back. */
  items: number;
  /** Items that were looked at for it. */
  scanned: number;
}

/** The parts of answers that are counted. */
interface Answer {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
  Item?: unknown;
  Items?: unknown[];
  Responses?: Record<string, unknown[]>;
  ScannedCount?: number;
}

/** Has the client ask for what each request consumes. @returns a function that gives the cost of some work. */
export function meterCosts(client: DynamoDBDocumentClient): (work: () => Promise<unknown>) => Promise<Cost> {
  let cost = noCost();
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
      const result = await next({ ...args, input });
      cost = sum(cost, costOf(result.output as Answer));
      return result;
    },
    { step: 'initialize', name: 'meterCosts', priority: 'low' },
  );
  return async (work) => {
    cost = noCost();
    await work();
    return cost;
  };
}

function noCost(): Cost {
  return { requests: 0, units: 0, items: 0, scanned: 0 };
}

function costOf({ ConsumedCapacity = [], Item, Items = [], Responses = {}, ScannedCount }: Answer): Cost {
  const units = [ConsumedCapacity].flat().map(({ CapacityUnits = 0 }) => CapacityUnits);
  const found = [Item ?? [], Items, Object.values(Responses)].flat(2).length;
  return {
    requests: 1,
    units: units.reduce((total, amount) => total + amount, 0),
    items: found,
    scanned: ScannedCount ?? found,
  };
}

function sum(a: Cost, b: Cost): Cost {
  return {
    requests: a.requests + b.requests,
    units: a.units + b.units,
    items: a.items + b.items,
    scanned: a.scanned + b.scanned,
  };
}
