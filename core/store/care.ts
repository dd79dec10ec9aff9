/** Items that somebody must still look after: a sparse index, so that its length is that of the work left. */
import { QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Care, sortKey, type TaskItem, type Tombstone } from './items.ts';
import { readItems } from './read-items.ts';
import type { Store } from './store.ts';
import { BY_CARE } from './table.ts';
import { won } from './won.ts';

/** Comes after `#` and so after the sort keys of this very moment. */
const AFTER_ALL_IDS = '~';

/** An ended task or a tombstone whose time has come. */
export type DueItem = TaskItem | Tombstone;

/**
 * Ids of the items in a kind of care, by time, oldest first, a page of at most 100 at a time.
 *
 * @param options.until leaves out what is in care for a later time than this (ISO-8601).
 */
export async function* pagesInCare(
  store: Store,
  care: Care,
  { until }: { until?: string } = {},
): AsyncGenerator<string[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await store.client.send(
      new QueryCommand({
        TableName: store.table,
        IndexName: BY_CARE.name,
        ...condition(care, until),
        Limit: 100,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    yield (answer.Items ?? []).map((item) => item.pk as string);
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Items whose time has come, oldest first, page by page. Costs by their number, however many are due later. */
export async function* dueItems(store: Store, now: string): AsyncGenerator<DueItem[]> {
  for await (const ids of pagesInCare(store, 'due', { until: now })) {
    const items = await readItems<DueItem>(store, ids);
    // The index follows the table after a moment.
    yield items.filter(({ care, care_sort = '' }) => care === 'due' && care_sort <= now + AFTER_ALL_IDS);
  }
}

function condition(care: Care, until: string | undefined) {
  const names = { '#care': BY_CARE.partitionKey };
  const values = { ':care': care };
  if (until === undefined) {
    return {
      KeyConditionExpression: '#care = :care',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
  }
  return {
    KeyConditionExpression: '#care = :care AND #sort <= :until',
    ExpressionAttributeNames: { ...names, '#sort': BY_CARE.sortKey },
    ExpressionAttributeValues: { ...values, ':until': until + AFTER_ALL_IDS },
  };
}

/** Takes a due item out of care. Nothing happens when it has moved on, as by a retry. */
export async function endCare(store: Store, item: DueItem): Promise<void> {
  await updateCare(store, item, { UpdateExpression: 'REMOVE #care, #sort' });
}

/** Has a due item looked after again at a later time (ISO-8601). Nothing happens when it has moved on. */
export async function postponeCare(store: Store, item: DueItem, until: string): Promise<void> {
  await updateCare(store, item, {
    UpdateExpression: 'SET #sort = :next',
    ExpressionAttributeValues: { ':next': sortKey(until, item.pk) },
  });
}

async function updateCare(store: Store, item: DueItem, update: Partial<UpdateCommandInput>): Promise<void> {
  const command = new UpdateCommand({
    ...update,
    TableName: store.table,
    Key: { pk: item.pk },
    ConditionExpression: '#care = :care AND #sort = :seen',
    ExpressionAttributeNames: { '#care': BY_CARE.partitionKey, '#sort': BY_CARE.sortKey },
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ':care': item.care,
      ':seen': item.care_sort,
    },
  });
  await won(store.client.send(command));
}
