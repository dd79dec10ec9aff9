/**
 * Keys and indexes of the one table, stated once for the store and for the infrastructure.
 *
 * Items: tasks and tombstones (`pk` = task id), uploads (`upload#ID`), counters (`count#SCOPE#SHARD`).
 * Indexes hold keys alone, so that a heartbeat, which touches no index key, writes one item and nothing else;
 * pages read the records themselves afterwards.
 */

/** Partition key of the table. */
export const PARTITION_KEY = 'pk';
/** Seconds since 1970 after which DynamoDB may remove an item. */
export const TTL_ATTRIBUTE = 'ttl';

/** A global secondary index; every attribute is a string, the projection is KEYS_ONLY. */
export interface TableIndex {
  name: string;
  partitionKey: string;
  sortKey: string;
}

/** Tasks of an owner by time of creation. */
export const BY_OWNER: TableIndex = { name: 'by-owner', partitionKey: 'owner', sortKey: 'created_sort' };
/** Tasks of an owner in one state by time of creation; the key is `OWNER#STATUS`. */
export const BY_OWNER_AND_STATUS: TableIndex = {
  name: 'by-owner-and-status',
  partitionKey: 'owner_status',
  sortKey: 'created_sort',
};
/** Sparse: items that somebody must still look after, by kind (see `Care`) and by when. */
export const BY_CARE: TableIndex = { name: 'by-care', partitionKey: 'care', sortKey: 'care_sort' };

/** All indexes. */
export const TABLE_INDEXES: readonly TableIndex[] = [BY_OWNER, BY_OWNER_AND_STATUS, BY_CARE];

/** Key of an upload's item. */
export function uploadKey(uploadId: string): string {
  return `upload#${uploadId}`;
}

/** Key of a counter; the scope is an owner, or empty for the whole service. */
export function countKey(scope: string, shard: number): string {
  return `count#${scope}#${shard}`;
}
