/** Items as they lie in the table, and how records become items. */

import type { TaskState } from '../states.ts';
import { isFinal, type TaskRecord } from '../task.ts';

/** Attributes that exist for the table and its indexes alone. */
interface KeyAttributes {
  pk: string;
  created_sort: string;
  owner_status: string;
  care?: Care;
  care_sort?: string;
  ttl: number;
}

/** Why somebody must still look after an item. */
export type Care = 'unfinished' | 'ended' | 'deleted';

/** A task in the table. */
export type TaskItem = TaskRecord & KeyAttributes;

/** What is left of a deleted task, for longer than any message or event can live. */
export interface Tombstone {
  pk: string;
  deleted_at: string;
  /** The task's owner; not `owner`, which would keep the tombstone in the lists. */
  deleted_owner: string;
  request_hash?: string;
  /** Whether the task's results are to be removed; the sweeper does it. */
  delete_results: boolean;
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

/** The item of a record. */
export function toItem(record: TaskRecord): TaskItem {
  return {
    ...record,
    pk: record.task_id,
    created_sort: createdSort(record),
    ttl: record.expires_at + TTL_DELAY_SECONDS,
    ...stateKeys(record, record),
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

/** Index attributes that follow from a task's state. Ended tasks are looked at once more, to tidy their files. */
export function stateKeys(
  { owner, task_id, created_at }: Pick<TaskRecord, 'owner' | 'task_id' | 'created_at'>,
  { status }: Pick<TaskState, 'status'>,
): Pick<KeyAttributes, 'owner_status' | 'care' | 'care_sort'> {
  return {
    owner_status: ownerStatus(owner, status),
    care: isFinal(status) ? 'ended' : 'unfinished',
    care_sort: `${created_at}#${task_id}`,
  };
}

/** Key of the index of an owner's tasks in one state. */
export function ownerStatus(owner: string, status: string): string {
  return `${owner}#${status}`;
}

/** Whether an item of the table is a tombstone. */
export function isTombstone(item: Record<string, unknown>): item is Record<string, unknown> & Tombstone {
  return 'deleted_at' in item;
}

function createdSort({ created_at, task_id }: TaskRecord): string {
  return `${created_at}#${task_id}`;
}
