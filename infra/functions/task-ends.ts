/** Which changes of the table are ends of tasks. Other changes, such as heartbeats, start no function. */
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import { isFinal, TASK_STATUSES, type TaskStatus } from '../../core/task.ts';

const FINAL = TASK_STATUSES.filter((name) => isFinal(name));
const UNFINISHED = TASK_STATUSES.filter((name) => !isFinal(name));

/**
 * A task that was under way and has ended, or one that had failed when it was written. Uploads, counters and
 * tombstones have no status; a task that is deleted becomes a tombstone.
 */
export const TASK_ENDS = [
  FilterCriteria.filter({
    eventName: FilterRule.isEqual('MODIFY'),
    dynamodb: { NewImage: status(FINAL), OldImage: status(UNFINISHED) },
  }),
  FilterCriteria.filter({
    eventName: FilterRule.isEqual('INSERT'),
    dynamodb: { NewImage: status(FINAL) },
  }),
];

function status(names: readonly TaskStatus[]) {
  return { status: { S: FilterRule.or(...names) } };
}
