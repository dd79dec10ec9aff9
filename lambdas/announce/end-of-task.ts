/** Tells from a change of the table whether a task has just ended. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { type TaskItem, toRecord } from '../../core/store/items.ts';
import { isFinal, type TaskRecord, type TaskStatus } from '../../core/task.ts';
import { type TaskEnded, taskEnded } from '../../core/task-ended.ts';

/** Characters of an error's message that are told: an event may have 256 KB, the record has the whole message. */
const MESSAGE_CHARACTERS = 10_000;

/**
 * What is to be told of the task that ended with this change; undefined for all other changes, such as those of
 * counters and uploads, of tasks that had ended before, and of tasks that were deleted.
 *
 * @throws Error when an item cannot be read.
 */
export function endOfTask({ dynamodb }: DynamoDBRecord): TaskEnded | undefined {
  const after = taskIn(dynamodb?.NewImage);
  if (after === undefined || !hasEnded(after)) return undefined;
  const before = taskIn(dynamodb?.OldImage);
  if (before !== undefined && isFinal(before.status) && before.run === after.run) return undefined;
  return shortened(taskEnded(after));
}

/** The task of an image; undefined where the image is of something else, or there is none. */
function taskIn(image: StreamRecord['NewImage']): TaskRecord | undefined {
  // Tombstones have no such field, and neither have uploads and counters.
  if (image?.task_id === undefined) return undefined;
  // The types of the event and of the SDK differ in name only.
  return toRecord(unmarshall(image as Parameters<typeof unmarshall>[0]) as TaskItem);
}

function hasEnded(record: TaskRecord): record is TaskRecord & { status: TaskEnded['status'] } {
  const status: TaskStatus = record.status;
  return isFinal(status);
}

function shortened(detail: TaskEnded): TaskEnded {
  const { error } = detail;
  if (error === null || error.message.length <= MESSAGE_CHARACTERS) return detail;
  return { ...detail, error: { ...error, message: `${error.message.slice(0, MESSAGE_CHARACTERS)}…` } };
}
