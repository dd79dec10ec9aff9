/** Setting right the counts of queued and processing tasks; `total` moves only with tasks. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { pagesInCare } from './care.ts';
import { addToCounts, type CounterItem, type Counts, readRawCounts, WHOLE_SERVICE } from './counts.ts';
import { readItems } from './read-items.ts';
import type { Store } from './store.ts';
import { countKey } from './table.ts';
import { won } from './won.ts';

/** How many tasks of an owner are queued and processing. */
export type ActiveCounts = Omit<Counts, 'total'>;

const NONE: ActiveCounts = { queued: 0, processing: 0 };

/**
 * Counts what is there and corrects the counters by the difference: of the whole service, and of each owner
 * whose counter has moved since it was last found to be right, or is not zero. Owners whose tasks have all
 * ended long ago cost nothing.
 *
 * Counters are read before and after the counting. If they moved meanwhile, only what both differences have
 * in common is corrected, so a busy service is never made worse, and a quiet one is exact afterwards.
 *
 * @param count gives the counts of each owner that has unfinished tasks.
 */
export async function repairCounts(
  store: Store,
  count: () => Promise<ReadonlyMap<string, ActiveCounts>>,
): Promise<void> {
  const scopes = [WHOLE_SERVICE, ...(await ownersInCare(store))];
  const before = await readAll(store, scopes);
  const seen = await count();
  const after = await readAll(store, scopes);
  const expected = new Map(seen).set(WHOLE_SERVICE, sumOf(seen.values()));
  for (const [index, scope] of scopes.entries()) {
    const [first, last] = [before[index] ?? NONE, after[index] ?? NONE];
    await repair(store, scope, { first, last, seen: expected.get(scope) ?? NONE });
  }
}

async function repair(
  store: Store,
  scope: string,
  { first, last, seen }: Record<'first' | 'last' | 'seen', ActiveCounts>,
): Promise<void> {
  const change = {
    queued: inCommon(seen.queued - first.queued, seen.queued - last.queued),
    processing: inCommon(seen.processing - first.processing, seen.processing - last.processing),
  };
  if (change.queued !== 0 || change.processing !== 0) await addToCounts(store, scope, change);
  else if (scope !== WHOLE_SERVICE && seen.queued + seen.processing === 0) await endCountsCare(store, scope);
}

/** The smaller of two differences of one direction, else nothing. */
function inCommon(a: number, b: number): number {
  if (a > 0 && b > 0) return Math.min(a, b);
  return a < 0 && b < 0 ? Math.max(a, b) : 0;
}

function sumOf(counts: Iterable<ActiveCounts>): ActiveCounts {
  const sum = { ...NONE };
  for (const { queued, processing } of counts) {
    sum.queued += queued;
    sum.processing += processing;
  }
  return sum;
}

async function ownersInCare(store: Store): Promise<string[]> {
  const owners: string[] = [];
  for await (const keys of pagesInCare(store, 'counts')) {
    const counters = await readItems<CounterItem>(store, keys);
    owners.push(...counters.flatMap(({ scope }) => scope ?? []));
  }
  return owners;
}

function readAll(store: Store, scopes: readonly string[]): Promise<ActiveCounts[]> {
  return Promise.all(scopes.map((scope) => readRawCounts(store, scope)));
}

/** Leaves an owner's counter alone until it moves again. */
async function endCountsCare(store: Store, owner: string): Promise<void> {
  const command = new UpdateCommand({
    TableName: store.table,
    Key: { pk: countKey(owner, 0) },
    UpdateExpression: 'REMOVE #care, #sort',
    ConditionExpression: '#queued = :zero AND #processing = :zero',
    ExpressionAttributeNames: {
      '#care': 'care',
      '#sort': 'care_sort',
      '#queued': 'queued',
      '#processing': 'processing',
    },
    ExpressionAttributeValues: { ':zero': 0 },
  });
  await won(store.client.send(command));
}
