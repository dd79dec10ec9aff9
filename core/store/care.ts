/** Items that somebody must still look after: a sparse index, so that its length is that of the work left. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Care } from './items.ts';
import type { Store } from './store.ts';
import { BY_CARE } from './table.ts';

/** Ids of all items of a kind of care, oldest first. */
export async function* idsInCare(store: Store, care: Care): AsyncGenerator<string> {
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await store.client.send(
      new QueryCommand({
        TableName: store.table,
        IndexName: BY_CARE.name,
        KeyConditionExpression: '#care = :care',
        ExpressionAttributeNames: { '#care': BY_CARE.partitionKey },
        ExpressionAttributeValues: { ':care': care },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of answer.Items ?? []) yield item.pk;
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Takes an item out of a kind of care; nothing happens when it has moved on. */
export async function endCare(store: Store, id: string, care: Care): Promise<void> {
  const command = new UpdateCommand({
    TableName: store.table,
    Key: { pk: id },
    UpdateExpression: 'REMOVE #care, #sort',
    ConditionExpression: '#care = :care',
    ExpressionAttributeNames: { '#care': BY_CARE.partitionKey, '#sort': BY_CARE.sortKey },
    ExpressionAttributeValues: { ':care': care },
  });
  await store.client.send(command).catch((error) => {
    if (error.name !== 'ConditionalCheckFailedException') throw error;
  });
}
