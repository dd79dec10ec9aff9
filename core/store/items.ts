/** Items as they lie in the table, and how records become items. */
import { isFinal, type TaskRecord } from '../task.ts';

/** Attributes that exist for the table and its indexes alone. */
interface KeyAttributes {
  pk: string;
  created_sort: string;
  owner_status: string;
  care?: Care;
  care_sort?: string;
  /** Absent while the task is not over: only ended tasks expire. */
  ttl?: number;
}

/**
 * Why somebody must still look after an item, and what `care_sort` begins with:
 * `unfinished`: a task that has not ended; its time of creation.
 * `due`: an ended task or a tombstone; when its files, or it itself, must next be looked after.
 * `counts`: an owner's counter that has moved or is not zero; the time when it came into care.
 */
export type Care = 'unfinished' | 'due' | 'counts';

/** A task in the table. */
export type TaskItem = TaskRecord & KeyAttributes;

/** What is left of a deleted task, for longer than any message or event can live. */
export interface Tombstone {
  pk: string;
  deleted_at: string;
  /** The task's owner; not `owner`, which would keep the tombstone in the lists. */
  deleted_owner: string;
  request_hash?: string;
  /** Prefix of the results that are to be kept; the sweeper removes all else that the task has left in S3. */
  kept_prefix?: string;
  care?: Care;
  care_sort?: string;
  ttl: number;
}

/** Days for which a tombstone stands. SQS keeps messages for 14 days at most. */
export const TOMBSTONE_DAYS = 30;
/** Seconds by which the table's own TTL comes after the record's expiry, which the sweeper sees to. */
const TTL_DELAY_SECONDS = 86_400;

/** Seconds since 1970, some days from now. */
export function secondsFromNow(days: number, now: Date = new Date()): number {
  return Math.floor(now.getTime() / 1000) + days * 86_400;
}

/** Milliseconds for which the files of failed and cancelled tasks wait for a retry. */
const RETRY_GRACE_MS = 86_400_000;

/** The item of a record. */
export function toItem(record: TaskRecord): TaskItem {
  return {
    ...record,
    pk: record.task_id,
    created_sort: sortKey(record.created_at, record.task_id),
    owner_status: ownerStatus(record.owner, record.status),
    ...careKeys(record),
  };
}

/** The record of an item. */
export function toRecord(item: TaskItem): TaskRecord {
  const {
    pk: _pk,
    created_sort: _c,
    owner_status: _o,
    care: _care,
    care_sort: _sort,
    ttl: _ttl,
    ...record
  } = item;
  return record;
}

/** Sort key of all indexes: by time, the id tells apart what has the same. */
export function sortKey(time: string, id: string): string {
  return `${time}#${id}`;
}

/** A completed task is tidied at once; what failed or was cancelled may be retried, and then uses its chunks. */
function careKeys(record: TaskRecord): Pick<KeyAttributes, 'care' | 'care_sort' | 'ttl'> {
  const { status, created_at, updated_at, completed_at = updated_at, task_id, expires_at } = record;
  if (!isFinal(status)) return { care: 'unfinished', care_sort: sortKey(created_at, task_id) };
  const tidied = status === 'completed' ? completed_at : laterBy(completed_at, RETRY_GRACE_MS);
  return { care: 'due', care_sort: sortKey(tidied, task_id), ttl: expires_at + TTL_DELAY_SECONDS };
}

/** An ISO-8601 time, some milliseconds later. */
export function laterBy(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

/** Key of the index of an owner's tasks in one state. */
export function ownerStatus(owner: string, status: string): string {
  return `${owner}#${status}`;
}

/** Whether an item of the table is a tombstone. */
export function isTombstone(item: object): item is Tombstone {
  return 'deleted_at' in item;
}
